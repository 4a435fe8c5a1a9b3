using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler.Tests;

/// <summary>The size without an image is that of the image.</summary>
public class ImageSizeTests
{
    static readonly string[] Statements =
        [
            "local a, b = 1, 'x'", "print('shared text', 15)", "local function f(...) return ..., 'inner' end f(1)",
            "for i = 1, 10 do print(i, 'loop') end", "t = { 'and', 'nil', _ENV = 1, [2] = 'userdata' }",
            "local long = 'a string of more than forty characters, which 5.3 does not intern'",
            "local up = 1; g = function() up = up + 1; return function() return up end end",
            "return", "x = ''", "y = '=(luac)'; z = '=(luac.cross)'", "w = 'm1' .. 'm2'", "n = nil; v = true",
            "k = '\\0\\255zero'", "while x do if y then break end end",
        ];

    public static TheoryData<string> Targets => [.. LuaTarget.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Measuring_says_what_linking_says(string targetName)
    {
        LuaTarget target = LuaTarget.All.Single(target => target.Name == targetName);
        var random = new Random(9);
        var budgets = new Random(10);
        int tooLarge = 0;
        int overBudget = 0;
        for (int set = 0; set < 60; set++)
        {
            List<ProjectModule> modules = Some(random, target);
            foreach (SizeCheck check in Enum.GetValues<SizeCheck>())
            {
                ProjectSettings settings = ProjectSettings.Default with
                {
                    Target = target,
                    SizeBytes = 4096,
                    SizeCheck = check,
                    BudgetBytes = budgets.Next(2) == 0 ? budgets.Next(500, 9000) : int.MaxValue,
                    HashSeed = target.Version == LuaVersion.Lua53 ? (uint)random.Next() : null,
                };

                LinkedImage linked = ProjectImage.Link(modules, settings);
                LinkedImage measured = ProjectImage.Measure(modules, settings);

                Assert.Equal(linked.Size, measured.Size);
                Assert.Equal(linked.Diagnostics, measured.Diagnostics);
                tooLarge += linked.Diagnostics.Count(found => found.Id == DiagnosticId.ImageTooLarge);
                overBudget += linked.Diagnostics.Count(found => found.Id == DiagnosticId.OverBudget);
            }
        }

        Assert.InRange(tooLarge, 8, 112);
        Assert.InRange(overBudget, 8, 112);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_largest_images_are_measured_too(string targetName)
    {
        LuaTarget target = LuaTarget.All.Single(target => target.Name == targetName);
        string lua = string.Concat(Enumerable.Range(0, 3000).Select(i => $"print({i} + x{i % 200}, 'text {i}')\n"));
        ProjectModule[] modules = [.. "abc".Select(name => Module(name.ToString(), lua, target, DebugLevel.Full))];

        LinkedImage linked = ProjectImage.Link(modules, ProjectSettings.Default with { Target = target });
        LinkedImage measured = ProjectImage.Measure(modules, ProjectSettings.Default with { Target = target });

        Assert.Equal(linked.Size, measured.Size);
        Assert.Equal(linked.Diagnostics, measured.Diagnostics);
        Assert.NotEmpty(linked.Diagnostics);
    }

    // Now and then two of one name, or more than an image can have.
    static List<ProjectModule> Some(Random random, LuaTarget target)
    {
        int count = random.Next(20) == 0 ? 51 : random.Next(12);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            string name = random.Next(60) == 0 ? "m1" : "m" + i;
            string[] lines = random.GetItems(Statements, random.Next(1, 40));
            string lua = string.Concat(lines.Select(line => $"do {line} end\n"));
            ProjectModule module = Module(name, lua, target, (DebugLevel)random.Next(3));
            return random.Next(2) == 0 ? module.Measured(target) : module;
        })];
    }

    static ProjectModule Module(string name, string lua, LuaTarget target, DebugLevel debug) =>
        new(name, LfsCompiler.Compile(
            LuaSource.FromText($"@lua/{name}.lua", lua), new CompileOptions(target, debug)).Main!);
}
