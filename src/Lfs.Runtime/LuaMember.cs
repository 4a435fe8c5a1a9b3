using System.Text;

namespace Lfs.Runtime;

/// <summary>A module, or a member of one, that C# uses many times: what to look up, and what messages call
/// it. Immutable, so a static field can hold it.</summary>
public sealed class LuaMember
{
    readonly byte[]? _key;

    /// <summary>Describes a member.</summary>
    /// <param name="module">The module, such as <c>shapes</c>.</param>
    /// <param name="name">The key of the function or field in its table; null for the value itself, such as
    /// a module that is a function.</param>
    /// <param name="path">The name in messages, such as <c>shapes.Counter:add</c>; null for module and
    /// name.</param>
    /// <param name="passesSelf">True if the table is the first argument, as in
    /// <c>counter:add(2)</c>.</param>
    public LuaMember(string module, string? name = null, string? path = null, bool passesSelf = false)
    {
        ArgumentNullException.ThrowIfNull(module);
        Module = module;
        Name = name;
        PassesSelf = passesSelf;
        Path = path ?? (name is null ? module : $"{module}{(passesSelf ? ':' : '.')}{name}");
        _key = name is null ? null : Encoding.UTF8.GetBytes(name);
        ModuleKey = Encoding.UTF8.GetBytes(module);
    }

    /// <summary>The module.</summary>
    public string Module { get; }

    /// <summary>The key of the function or field in its table; null for the value itself.</summary>
    public string? Name { get; }

    /// <summary>The name in messages.</summary>
    public string Path { get; }

    /// <summary>True if the table is the first argument of the function.</summary>
    public bool PassesSelf { get; }

    /// <summary>True if the member is a field of the value that a call begins with.</summary>
    internal bool HasKey => _key is not null;

    /// <summary>The key as the device has it.</summary>
    internal ReadOnlySpan<byte> Key => _key;

    /// <summary>The name of the module as the device has it.</summary>
    internal byte[] ModuleKey { get; }

    /// <summary>The name in messages.</summary>
    public override string ToString() => Path;
}
