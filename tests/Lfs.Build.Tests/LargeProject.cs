using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Build.Tests;

/// <summary>A project whose image fills the region. A key stroke in it should cost no more than
/// in another project.</summary>
static class LargeProject
{
    /// <summary>The file that is edited.</summary>
    public const string Edited = "lua/module_7.lua";

    /// <summary>Modules of a 5.3 image; one of 5.1 cannot have more than 50.</summary>
    public static int ModulesOf(string version) => version == "5.1" ? 50 : 60;

    /// <summary>Makes the project.</summary>
    /// <param name="version">The value of <c>LfsLuaVersion</c>.</param>
    /// <param name="isTooLarge">Whether the region is smaller than the image.</param>
    public static LuaProject Of(string version, bool isTooLarge)
    {
        int modules = ModulesOf(version);
        LuaProject project = new LuaProject()
            .Set("LfsLuaVersion", version)
            .Set("LfsSize", isTooLarge ? "0x20000" : "0x40000")
            .Set("LfsSyntaxFrom", "Analyzer");
        for (int i = 0; i < modules; i++)
            project.With($"lua/module_{i}.lua", SourceText.From(Module(i, modules), new UTF8Encoding(true)));
        return project;
    }

    /// <summary>Types a digit into a file, as an editor does: the text is changed and not made anew.</summary>
    public static GeneratorDriver Type(this LuaProject project, GeneratorDriver driver, int keystroke)
    {
        SourceText before = project.TextOf(Edited);
        int digit = before.ToString().IndexOf("-- version ", StringComparison.Ordinal) + "-- version ".Length;
        var change = new TextChange(
            new TextSpan(digit, 1), (keystroke % 10).ToString(CultureInfo.InvariantCulture));
        return project.Edit(driver, Edited, before.WithChanges(change));
    }

    static string Module(int number, int modules)
    {
        // All modules together have 240 to 256 KB, in the image of either version.
        const int AllFunctions = 445;
        int functions = (AllFunctions * (number + 1) / modules) - (AllFunctions * number / modules);
        var lua = new StringBuilder();
        lua.AppendLine(CultureInfo.InvariantCulture, $"-- version x of module {number}");
        lua.AppendLine("local M = {}");
        for (int i = 0; i < functions; i++)
        {
            lua.AppendLine(CultureInfo.InvariantCulture, $$"""
                function M.step_{{i}}(self, value, ...)
                  local state = self.state_{{number % 7}} or { name = "module {{number}}, step {{i}}", count = {{i}} }
                  for index, item in ipairs(state) do
                    if item.kind_{{i % 5}} == value then state.count = state.count + index * {{number}}.5 end
                  end
                  if not value then return nil, "no value for " .. state.name end
                  self.log_{{number}}(state.name, function(text) return text .. tostring(value) end)
                  return state, select("#", ...)
                end
                """);
        }
        return lua.AppendLine("return M").ToString();
    }
}
