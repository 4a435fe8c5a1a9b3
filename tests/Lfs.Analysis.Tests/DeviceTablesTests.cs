using System.Text;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;
using Lfs.Tests;

namespace Lfs.Analysis.Tests;

/// <summary>The names that the rules know are those of the modelled devices, which are asked for them.</summary>
public class DeviceTablesTests
{
    const int Width = 100;
    const string TablesFile = "src/Lfs.Analysis/Lints/DeviceTables.cs";

    const string Program = """
        local lines, seen = {}, {}
        local hidden = { _G = true, ROM = true, loaded = true, preload = true, loaders = true, searchers = true }
        local function walk(path, ...)
          local names = {}
          for _, t in ipairs { ... } do
            for key, value in pairs(t) do
              if type(key) == "string" and key:sub(1, 2) ~= "__" then
                names[#names + 1] = key
                if type(value) == "table" and not hidden[key] and not seen[value] then
                  seen[value] = true
                  walk(path == "_G" and key or path .. "." .. key, value)
                end
              end
            end
          end
          table.sort(names)
          lines[#lines + 1] = path .. ": " .. table.concat(names, " ")
        end
        walk("_G", _G, ROM)
        table.sort(lines)
        return table.concat(lines, "\n")
        """;

    [Fact]
    public void The_tables_are_those_of_the_modelled_devices()
    {
        var text = new StringBuilder("""
            namespace Lfs.Analysis.Lints;

            /// <summary>The tables of the modelled firmware. Written by DeviceTablesTests: UPDATE_GOLDEN=1.</summary>
            static class DeviceTables
            {

            """);
        text.Append(Constant("Lua51", LuaTarget.Lua51)).Append('\n');
        text.Append(Constant("Lua51Int", LuaTarget.Lua51Int)).Append('\n');
        text.Append(Constant("Lua53", LuaTarget.Lua53)).Append("}\n");
        string received = text.ToString().Replace("\r\n", "\n");

        string path = Repo.PathOf(TablesFile);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, received, new UTF8Encoding(false));
        Assert.Equal(File.ReadAllText(path).Replace("\r\n", "\n"), received);
    }

    [Fact]
    public void Both_builds_of_5_3_have_the_same_names() =>
        Assert.Equal(Names(LuaTarget.Lua53), Names(LuaTarget.Lua53Long));

    static string Constant(string name, LuaTarget target) =>
        $"    public const string {name} = \"\"\"\n{string.Concat(Names(target).Select(Wrap))}        \"\"\";\n";

    static string[] Names(LuaTarget target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target.Name });
        return device.Run(Program)[0].AsString()!.Split('\n');
    }

    static string Wrap(string line)
    {
        var text = new StringBuilder();
        int column = 0;
        foreach (string word in line.Split(' ').Distinct())
        {
            bool breaks = column > 0 && column + 1 + word.Length > Width;
            text.Append(column == 0 ? "        " : breaks ? "\n          " : " ").Append(word);
            column = column == 0 ? word.Length : breaks ? 2 + word.Length : column + 1 + word.Length;
        }
        return text.Append('\n').ToString();
    }
}
