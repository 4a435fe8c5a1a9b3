using System.Text;
using System.Text.RegularExpressions;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>The Lua cases together reach every opcode and every library function.</summary>
public class CoverageTests
{
    [Fact]
    public void Every_opcode_of_5_1_is_in_a_case()
    {
        HashSet<Opcode51> used = [];
        foreach (LuaCase luaCase in LuaCases.All().Where(c => c.Targets.Contains("5.1")))
        {
            CompiledModule module = LfsCompiler.Compile(
                new LuaSource(luaCase.ChunkName, luaCase.Source), new CompileOptions(LuaTarget.Lua51));
            Collect(module.Main!, used);
        }

        Assert.Empty(Enum.GetValues<Opcode51>().Except(used));
    }

    static void Collect(Proto function, HashSet<Opcode51> used)
    {
        foreach (uint word in function.Code)
            used.Add((Opcode51)(word & 0x3F));
        foreach (Proto child in function.Protos)
            Collect(child, used);
    }

    [Fact]
    public void Every_library_function_is_in_a_case()
    {
        string cases = string.Concat(LuaCases.All().Concat(LuaCases.Modules())
            .Select(c => Encoding.Latin1.GetString(c.Source)));
        // Libraries and base functions, as the device itself lists them: name of the library, name of the function.
        string listed = Devices.Print("""
            local function list(name, t)
              for k, v in pairs(t) do
                if type(v):find("function") and not k:find("^_") then print(name .. "." .. k) end
              end
            end
            list("", ROM) list("", _G)
            for k, v in pairs(ROM) do if type(v) == "table" and k ~= "ROM" then list(k, v) end end
            """, new LfsDeviceOptions { HeapBytes = Devices.LargeHeap });

        string[] missing = [.. listed.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(name => !Mentions(cases, name.Split('.')[^1]))];

        Assert.Empty(missing);
    }

    static bool Mentions(string cases, string function) => Regex.IsMatch(cases, $@"\b{function}\b");
}
