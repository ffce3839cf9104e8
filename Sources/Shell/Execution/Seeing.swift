import Bytes
import Syntax
extension Shell {
    func seeUtility(_ a: [ByteString]) -> ExitStatus { .usage }
    func executeSeen(_ p: Pipeline, _ m: SeeMode, _ o: [ByteString]) -> Completion { executeUnprefixed(p) }
}
