using System.Text;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Cli;

/// <summary><c>lfs luarc</c>: tells Lua language servers what a device has.</summary>
/// <remarks>The names are those that a booted device has in its tables, so they are never out of
/// date.</remarks>
sealed class LuarcCommand(Terminal terminal)
{
    const string ConfigFile = ".luarc.json";
    const string LibraryFolder = ".lfs/library";

    /// <summary>Lists the tables that the globals lead to, in the order of their paths: path, kind and value
    /// of each field. Tables of Lua's own libraries are left to the language server.</summary>
    const string ListTables = """
        local own = {
          _G = 1, package = 1, string = 1, table = 1, math = 1, coroutine = 1, debug = 1, utf8 = 1,
        }
        local lines = {}
        local function add(path, t, depth)
          for name, value in pairs(t) do
            if type(name) == "string" and name:find("^[%a_][%w_]*$") and name:sub(1, 2) ~= "__" then
              local kind, at = type(value), path .. "." .. name
              local text = (kind == "number" or kind == "boolean") and tostring(value) or ""
              kind = kind == "lightfunction" and "function" or kind
              lines[#lines + 1] = at .. "\t" .. kind .. "\t" .. text
              if depth < 3 and (kind == "table" or kind == "romtable") then add(at, value, depth + 1) end
            end
          end
        end
        local function library(name, value)
          local kind = type(value)
          if own[name] or name == "ROM" or name:sub(1, 2) == "__" then return end
          if kind ~= "table" and kind ~= "romtable" then return end
          lines[#lines + 1] = name .. "\ttable\t"
          add(name, value, 1)
        end
        for name, value in pairs(_G) do library(name, value) end
        if ROM then for name, value in pairs(ROM) do library(name, value) end end
        table.sort(lines)
        return lines
        """;

    /// <summary>Writes the files.</summary>
    /// <returns>The exit code.</returns>
    public int Run(string[] args)
    {
        LuaTarget target = LuaTarget.Lua51;
        string folder = ".";
        for (int i = 0; i < args.Length; i++)
        {
            string argument = i + 1 < args.Length
                ? args[i + 1]
                : throw new CommandFailure($"'{args[i]}' needs argument");
            switch (args[i++])
            {
                case "--target":
                    target = Targets.Named(argument);
                    break;
                case "-o":
                    folder = argument;
                    break;
                default:
                    throw new CommandFailure($"unrecognized option '{args[i - 1]}'");
            }
        }
        if (!target.RunsOnDevice)
            throw new CommandFailure($"no device runs '{target.Name}'");
        Write(folder, ConfigFile, Config(target));
        foreach ((string name, string text) in Libraries(target))
            Write(folder, $"{LibraryFolder}/{name}.lua", text);
        return 0;
    }

    void Write(string folder, string file, string text)
    {
        string path = folder == "." ? file : folder + "/" + file;
        if (path.LastIndexOf('/') is > 0 and int slash)
            terminal.Folder.MakeFolder(path[..slash]);
        using OutputFile output = terminal.Folder.Create(path);
        Folder.Commit(output, path, Encoding.UTF8.GetBytes(text));
        terminal.Print(path + "\n");
    }

    // What no device has is turned off. https://luals.github.io/wiki/settings: runtime.builtin.
    static string Config(LuaTarget target)
    {
        bool is51 = target.Version == LuaVersion.Lua51;
        string[] absent =
            ["bit", "bit32", "ffi", "io", "jit", "jit.profile", "jit.util", "os", "table.clear", "table.new"];
        if (is51)
            absent = [.. absent, "utf8"];
        string builtin = string.Join(",\n", absent.Order(StringComparer.Ordinal)
            .Select(name => $"    \"{name}\": \"disable\""));
        return $$"""
            {
              "runtime.version": "Lua {{(is51 ? "5.1" : "5.3")}}",
              "runtime.builtin": {
            {{builtin}}
              },
              "workspace.library": ["{{LibraryFolder}}"],
              "workspace.checkThirdParty": false
            }

            """;
    }

    static IEnumerable<(string Name, string Text)> Libraries(LuaTarget target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target.Name,
            HeapBytes = 1024 * 1024,
        });
        var files = new SortedDictionary<string, StringBuilder>(StringComparer.Ordinal);
        using LuaObject lines = device.Run(ListTables, "=lfs")[0].AsObject();
        for (int i = 1; i <= lines.Length; i++)
        {
            string[] parts = lines[i].AsString().Split('\t');
            string library = parts[0].Split('.')[0];
            if (!files.TryGetValue(library, out StringBuilder? text))
            {
                files.Add(library, text = new StringBuilder(
                    $"---@meta\n\n-- What a device with Lua {target.Name} has. Made by lfs luarc.\n\n"));
            }
            text.Append(Declaration(parts[0], parts[1], parts[2]));
        }
        return files.Select(file => (file.Key, file.Value.ToString()));
    }

    // The tables tell no parameters.
    static string Declaration(string path, string kind, string value) => kind switch
    {
        "function" => $"---@return any ...\nfunction {path}(...) end\n\n",
        "table" or "romtable" => $"{path} = {{}}\n\n",
        "number" or "boolean" => $"{path} = {value}\n\n",
        _ => $"---@type {kind}\n{path} = nil\n\n",
    };
}
