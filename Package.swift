// swift-tools-version: 6.2
// seesh: a shell you can see through.
//
// The arrows between the modules are the architecture (docs/architecture.md); the compiler enforces them.
// Release builds are one static executable of one thread: see docs/architecture.md, "The binary".

import PackageDescription

let common: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // Libraries that every module imports unless it is told not to: none of them is used, and each costs start-up.
    .unsafeFlags([
        "-Xfrontend", "-disable-implicit-string-processing-module-import",
        "-Xfrontend", "-disable-implicit-concurrency-module-import",
    ]),
    .unsafeFlags(
        [
            "-cross-module-optimization",
            // A sixth of the time of an evaluator loop; the tests of the debug build keep the check.
            "-enforce-exclusivity=unchecked",
            // The shell process has one thread, so reference counts need no atomic instructions.
            "-Xfrontend", "-assume-single-threaded",
            // Otherwise values of several words are copied and destroyed through tables that the runtime makes at the start:
            // four page faults.
            "-Xfrontend", "-disable-type-layout",
            // Merged functions have no names, so that the linker cannot put them among those of the start.
            "-Xfrontend", "-disable-llvm-merge-functions-pass",
            // The files of a module as one for LLVM: up to 3 percent fewer instructions.
            "-Xfrontend", "-enable-single-module-llvm-emission",
            // Each function by itself, for the linker to order or to leave out.
            "-Xfrontend", "-function-sections",
        ], .when(configuration: .release)),
]

// The functions of the start stand together in the file, so that fewer pages of it are touched: `make startup-order`.
let startupOrder = Context.packageDirectory + "/Sources/seesh/startup.order"

let staticBinary: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-static-executable", "-use-ld=lld", "-Xlinker", "--gc-sections",
            "-Xlinker", "--symbol-ordering-file=" + startupOrder, "-Xlinker", "--no-warn-symbol-ordering",
            // CSeesh/runtime.c has the shell's own last words.
            "-Xlinker", "--wrap=_ZN5swift28swift_abortAllocationFailureEmm",
            // And what it has to do at the start is less.
            "-Xlinker", "--wrap=__register_frame_info", "-Xlinker", "--wrap=__deregister_frame_info",
        ] + (Context.environment["SEESH_SYMBOLS"].map { ["-Xlinker", "-Map=" + $0] } ?? ["-Xlinker", "-s"]),
        .when(platforms: [.linux], configuration: .release))
]

let package = Package(
    name: "seesh",
    products: [
        .executable(name: "seesh", targets: ["seesh"])
    ],
    targets: [
        .target(
            name: "CSeesh",
            cSettings: [.define("SEESH_STATIC_RUNTIME", .when(platforms: [.linux], configuration: .release))]),
        .target(
            name: "CReadline",
            linkerSettings: [.linkedLibrary("readline"), .linkedLibrary("tinfo")]),
        .target(name: "Bytes", swiftSettings: common),
        .target(name: "Syntax", dependencies: ["Bytes"], swiftSettings: common),
        .target(name: "Wiring", dependencies: ["Bytes", "Syntax"], swiftSettings: common),
        .target(name: "Kernel", dependencies: ["Bytes", "Wiring", "CSeesh"], swiftSettings: common),
        .target(name: "XRay", dependencies: ["Bytes", "Syntax", "Wiring"], swiftSettings: common),
        .target(
            name: "Shell", dependencies: ["Bytes", "Syntax", "Wiring", "Kernel", "XRay"],
            swiftSettings: common),
        .target(name: "LineEditing", dependencies: ["Bytes", "CReadline"], swiftSettings: common),
        .target(
            name: "Interactive", dependencies: ["Bytes", "Syntax", "Kernel", "Shell", "LineEditing"],
            swiftSettings: common),
        .executableTarget(
            name: "seesh", dependencies: ["Bytes", "Syntax", "Kernel", "Shell", "Interactive"],
            exclude: ["startup.order"],
            swiftSettings: common, linkerSettings: staticBinary),
        .testTarget(name: "BytesTests", dependencies: ["Bytes"]),
        .testTarget(name: "SyntaxTests", dependencies: ["Bytes", "Syntax"]),
        .testTarget(name: "WiringTests", dependencies: ["Bytes", "Syntax", "Wiring"]),
        .testTarget(name: "KernelTests", dependencies: ["Bytes", "Wiring", "Kernel"]),
        .testTarget(name: "XRayTests", dependencies: ["Bytes", "Syntax", "Wiring", "XRay"]),
        .testTarget(name: "ShellTests", dependencies: ["Bytes", "Syntax", "Wiring", "Shell"]),
        .testTarget(name: "InteractiveTests", dependencies: ["Bytes", "Shell", "Interactive"]),
    ],
    swiftLanguageModes: [.v6]
)
