// Arrays as arguments of declaration utilities: `local names=(a b)`. An extension, as in bash and ksh93.
//
// The utility gets the name as its argument and finds the values here. They are expanded first, so that `local x=("${x[@]}")`
// copies the variable that it then covers.

import Bytes
import Syntax

struct ArrayArgument {
    let name: Name
    let values: [ByteString]
    let appends: Bool
}

extension Shell {
    /// Expands the values. Returns the name, the argument of the utility.
    func expandArrayArgument(_ assignment: Assignment) throws(ShellError) -> ByteString {
        guard case .array(let words) = assignment.value else { return ByteString() }
        let values = try expandFields(words)
        expansion.arrayArguments.append(
            ArrayArgument(name: assignment.name, values: values, appends: assignment.appends))
        return assignment.name.bytes
    }

    /// Assigns the array of the argument `name`, if it has one.
    func assignArrayArgument(_ name: Name) throws(ShellError) {
        guard let place = expansion.arrayArguments.firstIndex(where: { $0.name == name }) else { return }
        let argument = expansion.arrayArguments.remove(at: place)
        try assignArray(name, argument.values, appends: argument.appends)
    }

    func dropArrayArguments(downTo count: Int) {
        expansion.arrayArguments.removeLast(max(0, expansion.arrayArguments.count - count))
    }

    func assignArray(_ name: Name, _ values: [ByteString], appends: Bool) throws(ShellError) {
        let room = IndexedArray.indexLimit - (appends ? elements(of: name).nextIndex : 0)
        guard values.count <= room else { throw .badAssignment(name.bytes) }
        var array = appends ? takeElements(of: name) : IndexedArray()
        for value in values { array[array.nextIndex] = value }
        try assign(name, .array(array))
    }
}
