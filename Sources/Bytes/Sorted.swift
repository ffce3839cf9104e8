// Sorted: where something stands in an array that is in order, found by halving.

extension Array {
    /// The index of the first element that is not before what is sought; `endIndex` where all are.
    @inlinable
    public func lowerBound(_ isBefore: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low &+ high) / 2
            if isBefore(self[middle]) { low = middle &+ 1 } else { high = middle }
        }
        return low
    }
}
