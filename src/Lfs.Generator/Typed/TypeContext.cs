namespace Lfs.Generator.Typed;

/// <summary>What the members of one generated class have in common.</summary>
/// <param name="Module">The module.</param>
/// <param name="Mapper">Finds types.</param>
/// <param name="Names">The names of the class that are taken.</param>
/// <param name="Snippets">The private methods that its members need.</param>
/// <param name="Owner">The expression of the handle that a member is called on.</param>
/// <param name="Path">What stands before a member's name in messages, such as <c>shapes.Counter</c>.</param>
/// <param name="Renamed">Takes a member that did not get its name: its line, its name and the C#
/// name.</param>
sealed record TypeContext(
    ModuleSource Module, TypeMapper Mapper, HashSet<string> Names, Snippets Snippets,
    string Owner, string Path, Action<int, string, string> Renamed)
{
    /// <summary>The names that every class has.</summary>
    public static readonly string[] OfObject =
        ["Equals", "ReferenceEquals", "GetHashCode", "GetType", "ToString", "Finalize", "MemberwiseClone"];

    /// <summary>The C# name of a member.</summary>
    public string NameOf(string name, int line)
    {
        string wanted = Identifiers.Member(name);
        string start = Names.Contains(wanted) ? wanted + "_" : wanted;
        string free = Identifiers.Free(start, Names);
        if (free != wanted)
            Renamed(line, name, free);
        return free;
    }

    /// <summary>The remark that leads back to Lua.</summary>
    public string Remark(string member, int line) => Module.Remark(member, line);
}
