using Lfs.Compiler.Bytecode;

namespace Lfs.Analysis.Lints;

/// <summary>The globals of a build of the firmware, and the fields of its libraries.</summary>
public sealed class DeviceNames
{
    /// <summary>The table of the globals.</summary>
    internal const string Globals = "_G";

    static readonly char[] _blanks = [' ', '\n', '\r'];
    static readonly DeviceNames _lua51 = new(DeviceTables.Lua51);
    static readonly DeviceNames _lua51Int = new(DeviceTables.Lua51Int);
    static readonly DeviceNames _lua53 = new(DeviceTables.Lua53);
    static readonly string[] _builds = ["5.1", "5.1-int", "5.3"];
    static readonly HashSet<string> _firmware = new(Words(FirmwareModules.Names), StringComparer.Ordinal);
    static readonly HashSet<string> _optional = new(Words(FirmwareModules.Optional), StringComparer.Ordinal);

    readonly Dictionary<string, HashSet<string>> _tables = new(StringComparer.Ordinal);

    DeviceNames(string tables)
    {
        HashSet<string>? fields = null;
        foreach (string word in Words(tables))
        {
            if (word[word.Length - 1] == ':')
                _tables[word.Substring(0, word.Length - 1)] = fields = new(StringComparer.Ordinal);
            else
                fields!.Add(word);
        }
    }

    /// <summary>The names of a target's build.</summary>
    public static DeviceNames Of(LuaTarget target) =>
        target.Version == LuaVersion.Lua53 ? _lua53 : target.HasFloats ? _lua51 : _lua51Int;

    /// <summary>True for a module that the firmware can have, and the modelled device lacks.</summary>
    internal static bool IsFirmwareModule(string name) => _firmware.Contains(name);

    /// <summary>True for a field that depends on the options of the firmware's build.</summary>
    internal static bool IsOptional(string path) => _optional.Contains(path);

    /// <summary>The builds that have a global or a field, for people; null if none has it.</summary>
    internal static string? BuildsWith(string table, string name)
    {
        DeviceNames[] all = [_lua51, _lua51Int, _lua53];
        List<string> builds = [];
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i].Has(table, name))
                builds.Add(_builds[i]);
        }
        return builds.Count == 0 ? null : string.Join(", ", builds);
    }

    /// <summary>The fields of a table of this build, in the order of their names.</summary>
    /// <param name="table">A path such as <c>node.task</c>; <c>_G</c> for the globals. Another gives
    /// none.</param>
    public IEnumerable<string> FieldsOf(string table) =>
        _tables.TryGetValue(table, out HashSet<string>? fields)
        ? fields.OrderBy(name => name, StringComparer.Ordinal)
        : [];

    /// <summary>True if a path such as <c>node.task</c> is a table of this build.</summary>
    internal bool IsTable(string path) => _tables.ContainsKey(path);

    /// <summary>True if a table of this build has a field.</summary>
    internal bool Has(string table, string name) =>
        _tables.TryGetValue(table, out HashSet<string>? fields) && fields.Contains(name);

    /// <summary>True for a global of this build.</summary>
    internal bool HasGlobal(string name) => Has(Globals, name);

    internal static string[] Words(string text) => text.Split(_blanks, StringSplitOptions.RemoveEmptyEntries);
}
