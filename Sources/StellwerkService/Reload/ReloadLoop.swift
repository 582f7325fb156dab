import FoundationEssentials

/// Takes saved connectors into the running service: looks what was saved, and has each that changed checked, rehearsed and swapped in.
struct ReloadLoop {
    let service: StellwerkService

    /// Editors save in steps: they are done when nothing follows for this long.
    private static let rest = Duration.milliseconds(150)

    func run() async {
        let folder = service.setup.folders.connectors
        var seen = FolderNames.marks(folder)
        await FolderWatch.watch(folder) {
            try? await Task.sleep(for: Self.rest)
            if Task.isCancelled { return }
            let now = FolderNames.marks(folder)
            for (name, mark) in now.sorted(by: { $0.key < $1.key }) where seen[name] != mark {
                await service.reload(connector: name)
            }
            seen = now
        }
    }
}
