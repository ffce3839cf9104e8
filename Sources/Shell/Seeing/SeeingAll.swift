// `see why -a`: all processes of the user, or of the machine for root, in two looks.
//
// The time since a process ran last takes the place of a longer look: what has moved within the last half second is no hang.

import Bytes
import Kernel
import Wiring
import XRay

extension Shell {
    /// `see why -a [--json]`
    func seeAll(_ request: ViewRequest) -> ExitStatus {
        let all = allReports()
        return deliver(
            request, status: ExitStatus(all.status), json: { all.json(whyContext) },
            text: { all.text(whyContext, style: $0) })
    }

    private func allReports() -> WhyAll {
        let known = livingJobs
        let members = Set(known.flatMap(\.pids))
        let own: Set<Int32> = [Kernel.processID, mainProcess]
        let pids = Proc.ownProcesses().filter { !members.contains($0) && !own.contains($0) }
        let jobs = known + pids.map(unknown)
        let (hangs, unseen) = hangs(among: jobs)
        explainBlindness(unseen)
        var groups = HangGroup.groups(of: hangs)
        for index in groups.indices {
            groups[index].place = groups[index].process.map(Proc.place) ?? ProcessPlace()
            groups[index].clock = clock(since: groups[index].since)
        }
        return WhyAll(
            groups: groups, looked: members.count + pids.count,
            unseen: unseen.flatMap(\.pids).compactMap { pid in (try? Proc.stat(pid)).map { (pid, $0.name) } })
    }

    /// The reports on what hangs, and the processes that could not be seen.
    ///
    /// What would not hang if the first look were all that is to be seen, or has moved just before it, does not: the second
    /// look is at the others.
    private func hangs(among jobs: [JobRecord]) -> (hangs: [WaitReport], unseen: [WaitReport]) {
        var looker = looker(at: jobs)
        let first = looker.look(at: jobs)
        let named = looker.named(jobs)
        let alone = looker.reports(named, since: first, first)
        let unseen = alone.filter { !$0.isSeen }
        let suspects = zip(named, alone).filter { job, report in
            report.isHang && report.rest(looker.idle) ?? Self.shortestHang >= Self.shortestHang
        }.map(\.0)
        guard !suspects.isEmpty else { return ([], unseen) }
        Looker.rest(Looker.shortRest)
        var found = looker.reports(suspects, since: first, looker.look(at: suspects))
        if found.contains(where: { $0.isHang && $0.rest(looker.idle) == nil }) {
            // The kernel does not tell when they ran last.
            Looker.rest(Int(Self.shortestHang))
            found = looker.reports(suspects, since: first, looker.look(at: suspects))
        }
        let rests = found.map { $0.rest(looker.idle) ?? $0.since }
        looker.prove(&found, suspects, since: first)
        let hangs = zip(found, rests).filter { $0.0.isHang && $0.1 >= Self.shortestHang }.map(\.0)
        return (hangs.filter { !$0.leadsOutOfSight }, unseen + hangs.filter(\.leadsOutOfSight))
    }

    /// In nanoseconds.
    private static var shortestHang: Int64 { 500_000_000 }

    /// The time so many nanoseconds ago, of today without the date.
    private func clock(since nanoseconds: Int64) -> ByteString {
        let now = Kernel.wallClock().seconds
        let (then, today) = (Kernel.localTime(now - Int(nanoseconds / 1_000_000_000)), Kernel.localTime(now))
        func two(_ number: Int) -> ByteString { number < 10 ? "0\(number)" : "\(number)" }
        let time: ByteString = "\(two(then.hour)):\(two(then.minute)):\(two(then.second))"
        let isToday = (then.year, then.month, then.day) == (today.year, today.month, today.day)
        return isToday ? time : "\(then.year)-\(two(then.month + 1))-\(two(then.day)) \(time)"
    }
}
