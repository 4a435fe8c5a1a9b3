using Lfs.Benchmarks;

switch (args)
{
    case ["suite", string folder, .. string[] rest]:
        return Suite.Compare(folder, rest.Length > 0 ? int.Parse(rest[0]) : 5);
    case ["measure", string project]:
        return Measurements.Print(project);
    case ["--run", string file]:
        return Runners.OnDevice(file);
    case ["--nlua", string file]:
        return Runners.WithNLua(file);
    default:
        Console.Error.WriteLine("""
            Lfs.Benchmarks suite <folder> [rounds]   compares Lua implementations on the programs of a folder
            Lfs.Benchmarks measure <folder>          measures RAM,
                collector and loading with a folder of modules
            """);
        return 1;
}
