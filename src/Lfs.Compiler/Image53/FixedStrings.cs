using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>
/// The strings that the firmware itself needs. Every region has them. Files omit them,
/// because both sides know them.
/// </summary>
/// <remarks>
/// They are tokens, the message of a failed allocation, <c>_ENV</c>, events and names of types. Source:
/// lua53/llex.c, ltm.c, ldump.c <c>addFixedStrings</c>.
/// </remarks>
static class FixedStrings
{
    const int ReservedWords = 22;
    const string Tokens =
        "and break do else elseif end false for function goto if in local nil not or repeat return then true "
        + "until while // .. ... == >= <= ~= << >> :: <eof> <number> <integer> <name> <string>";
    const string NotEnoughMemory = "not enough memory";
    const string Events =
        "_ENV __index __newindex __gc __mode __len __eq __add __sub __mul __mod __pow __div __idiv __band "
        + "__bor __bxor __shl __shr __unm __bnot __lt __le __concat __call";
    const string TypesOnce = "boolean userdata number string table";
    const string TypesAfterUserdata = "thread proto";

    /// <summary>All fixed strings without duplicates, in the order of their numbers in a file.</summary>
    public static IReadOnlyList<LuaString> All { get; } =
        [.. Split(Tokens), LuaString.FromText(NotEnoughMemory), .. Split(Events),
        LuaString.FromText("no value"), .. Split(TypesOnce), .. Split(TypesAfterUserdata)];

    /// <summary>The name of two types. The reference's loader makes two strings of it.</summary>
    public static LuaString Userdata { get; } = LuaString.FromText("userdata");

    /// <summary>
    /// The strings as the reference's loader makes them. It knows that <c>nil</c> and <c>function</c>
    /// are both tokens and types, but not that two types are called <c>userdata</c>, so all later
    /// strings have the wrong number.
    /// </summary>
    public static IReadOnlyList<LuaString> AsReferenceLoads { get; } =
        [.. All.Take(All.Count - 2), Userdata, .. Split(TypesAfterUserdata)];

    /// <summary>The index of each string in <see cref="All"/>.</summary>
    public static IReadOnlyDictionary<LuaString, int> Places { get; } =
        Enumerable.Range(0, All.Count).ToDictionary(place => All[place]);

    /// <summary>The field <c>extra</c> of a string, which the lexer uses: the number of a reserved
    /// word from 1, else 0.</summary>
    public static byte ExtraOf(LuaString text) =>
        Places.TryGetValue(text, out int place) && place < ReservedWords ? (byte)(place + 1) : (byte)0;

    static IEnumerable<LuaString> Split(string words) => words.Split(' ').Select(LuaString.FromText);
}
