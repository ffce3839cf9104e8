// Floating-point numbers to and from text by the C library, so that printf writes the same digits as in C. A number is a
// `double`, as XCU 1.1.2.1 says of floating-point arithmetic of utilities.

public import Bytes
import CSeesh
import Glibc

extension Kernel {
    /// The text of `number` by a conversion of fprintf: one of the letters `aefgAEFG`.
    ///
    /// - Parameters:
    ///   - flags: at most one each of `-`, `+`, space, `#`, `0`.
    ///   - precision: nil for the default of the conversion.
    /// - Returns: nil where the text would be too long for the C library.
    public static func format(
        double number: Double, flags: ByteString, width: Int32, precision: Int32?, conversion: UInt8
    ) -> [UInt8]? {
        var capacity = 128
        while true {
            var length: Int32 = -1
            let text = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
                    length = unsafe flags.withCString {
                        unsafe seesh_format_double(
                            characters.baseAddress, capacity, $0, width, precision ?? -1,
                            CChar(bitPattern: conversion), number)
                    }
                }
                count = max(0, min(Int(length), capacity))
            }
            guard length >= 0 else { return nil }
            if Int(length) < capacity { return text }
            capacity = Int(length) + 1
        }
    }

    /// The number that `text` begins with, after white space, by strtod: decimal, hexadecimal, `inf` or `nan`.
    ///
    /// - Returns: the number, its length (0 where there is none), and whether it is in the range of a double.
    public static func parseDouble(_ text: ByteString) -> (number: Double, count: Int, isInRange: Bool) {
        unsafe text.withCString { start in
            var end: UnsafeMutablePointer<CChar>?
            errno = 0
            let number = unsafe strtod(start, &end)
            return (number, unsafe end.map { unsafe UnsafePointer($0) - start } ?? 0, errno != ERANGE)
        }
    }
}
