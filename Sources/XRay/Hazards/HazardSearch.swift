// The search for hazards in a script: each pipeline is looked at with what stands around it and what follows it.

import Bytes
import Syntax
public import Wiring

/// Where a pipeline stands: the list, and the lists around it.
struct HazardPlace {
    struct Step {
        let list: ListPlan
        let index: Int
        /// The index of the command that holds the next list.
        var stage = 0
    }

    /// From the script to the list of the pipeline.
    var steps: [Step]

    /// The pipeline that is shown at whose stage a warning stands.
    var anchor: (pipeline: Position, stage: Int)?
}

/// The warnings of a script.
public struct PlanFindings {
    private var byPipeline: [Position: [PlanWarning]] = [:]
    private(set) var all: [PlanWarning] = []

    public init(_ script: ScriptPlan) {
        let search = HazardSearch(script)
        for (place, warnings) in search.warnings() {
            let fresh = warnings.filter { warning in
                !all.suffix(40).contains {
                    $0.kind == warning.kind && $0.line == warning.line && $0.text == warning.text
                }
            }
            all += fresh
            guard let anchor = place.anchor else { continue }
            byPipeline[anchor.pipeline, default: []] += fresh.map {
                PlanWarning(
                    kind: $0.kind, stage: anchor.stage > 0 ? anchor.stage : $0.stage, line: $0.line, text: $0.text)
            }
        }
        all.sort { $0.line < $1.line }
    }

    /// Those of one pipeline, by stage.
    func warnings(of plan: PipelinePlan) -> [PlanWarning] {
        (byPipeline[plan.pipeline.position] ?? []).sorted { $0.stage < $1.stage }
    }
}

struct HazardSearch {
    let script: ScriptPlan
    let facts: ScriptFacts

    init(_ script: ScriptPlan) {
        self.script = script
        facts = ScriptFacts(script)
    }

    func warnings() -> [(HazardPlace, [PlanWarning])] {
        var found: [(HazardPlace, [PlanWarning])] = []
        visit(script.list, [], nil, &found)
        locks(&found)
        return found
    }

    /// - Parameter anchor: of a list that is not shown.
    private func visit(
        _ list: ListPlan, _ steps: [HazardPlace.Step], _ anchor: (Position, Int)?,
        _ found: inout [(HazardPlace, [PlanWarning])]
    ) {
        for (index, pipeline) in list.pipelines.enumerated() {
            var place = HazardPlace(steps: steps + [HazardPlace.Step(list: list, index: index)])
            place.anchor = anchor ?? (pipeline.pipeline.position, 0)
            var warnings = pipeline.warnings(facts)
            for command in pipeline.commands {
                warnings += loopInput(command, place) + outerFiles(command, pipeline, place)
                let restores = restores(command, place)
                // The same said better.
                if !restores.isEmpty { warnings.removeAll { $0.kind == .fault && $0.stage == command.stage } }
                warnings += restores
            }
            warnings += lostVariables(pipeline, place) + fifos(pipeline, place) + heldPipes(pipeline, place)
            if !warnings.isEmpty { found.append((place, warnings)) }
            for (stage, command) in pipeline.commands.enumerated() {
                place.steps[place.steps.count &- 1].stage = stage
                for inner in command.lists {
                    visit(
                        inner, place.steps, anchor ?? (inner.isHidden ? (pipeline.pipeline.position, stage &+ 1) : nil),
                        &found)
                }
            }
        }
    }
}

extension HazardPlace.Step {
    var pipeline: PipelinePlan { list.pipelines[index] }
    var command: CommandPlan { pipeline.commands[stage] }
}
