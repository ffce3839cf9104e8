import Bytes
import Syntax
import XRay

extension Shell {
    func executeTraced(_ pipeline: Pipeline, _ request: ViewRequest) -> Completion { executeUnprefixed(pipeline) }
}
