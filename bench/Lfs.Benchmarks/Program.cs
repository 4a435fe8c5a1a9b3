using Lfs.Benchmarks;

switch (args)
{
    case ["suite", string target, string folder, .. string[] rest]:
        return Suite.Compare(
            Runners.TargetOf(target), folder, rest.Length > 0 ? int.Parse(rest[0]) : 5, [.. rest.Skip(1)]);
    case ["measure", string project]:
        return Measurements.Print(project);
    case ["charges", .. string[] rest]:
        return Charges.Print(rest.Length > 0 ? [rest[0]] : ["5.1", "5.3"], rest.Length > 1 ? int.Parse(rest[1]) : 15,
            rest.Length > 2 ? rest[2] : "");
    case ["latency", .. string[] rest]:
        return Latency.Print(rest.Length > 0 ? [rest[0]] : ["5.1", "5.3"], rest.Length > 1 ? int.Parse(rest[1]) : 15);
    case ["life", .. string[] rest]:
        return Life.Print(rest.Length > 0 ? [rest[0]] : ["5.1", "5.3"], rest.Length > 1 ? int.Parse(rest[1]) : 101);
    case ["calls", .. string[] rest]:
        return Calls.Print(rest.Length > 0 ? [rest[0]] : ["5.1", "5.3"], rest.Length > 1 ? int.Parse(rest[1]) : 15);
    case ["micro", .. string[] rest]:
        return MicroBenchmarks.Run(rest);
    case ["--run", string target, string file]:
        return Runners.OnDevice(Runners.TargetOf(target), file);
    case ["--nlua", string file]:
        return Runners.WithNLua(file);
    default:
        Console.Error.WriteLine("""
            Lfs.Benchmarks suite <target> <folder> [rounds [others]]
                compares Lua implementations on the programs of a folder; a target: 5.1, 5.1-int, 5.3, 5.3-64;
                others: lua5.1, lua5.3, luajit, nlua; all of them if none is named
            Lfs.Benchmarks measure <folder>
                counts bytes of RAM and objects of the collector with a folder of modules
            Lfs.Benchmarks charges [target [rows [part]]]
                prints the calls (those with a part in their text) that take most time for each instruction that counts against a budget
            Lfs.Benchmarks latency [target [rounds]]
                prints how long work goes on after a cancellation, with heaps of 64 and 256 MB
            Lfs.Benchmarks life [target [rounds]]
                times a start with file system and image to the first statement of init.lua, and an hour of a timer
            Lfs.Benchmarks calls [target [rounds]]
                times a call from C# with two integers and an integer result, beside the same with NLua
            Lfs.Benchmarks micro [arguments of BenchmarkDotNet, such as --filter *Boot*]
                times loading, collecting and booting with the sample's modules
            """);
        return 1;
}
