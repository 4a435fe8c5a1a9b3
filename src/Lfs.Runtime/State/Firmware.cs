using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Lfs.Runtime.Core;

/// <summary>
/// One entry of a library as it goes to ROM: a function, a number, an address or another table.
/// </summary>
/// <param name="Name">The key.</param>
/// <param name="Function">A function of the firmware, or null.</param>
/// <param name="Number">A number, when there is no function and no table.</param>
/// <param name="Table">Another table in ROM, or null.</param>
/// <param name="Self">The entry is the very table it is in.</param>
/// <param name="Integer">An integer of 5.3, whatever its size.</param>
sealed record RoEntry<T>(
    string Name, HostFunction<T>? Function = null, double? Number = null, RoDefinition<T>? Table = null,
    bool Self = false, long? Integer = null)
    where T : unmanaged, ITarget<T>;

/// <summary>A table of the firmware, before it has an address.</summary>
/// <param name="Name">What it is called, for people.</param>
/// <param name="Entries">Its entries; those that start with <c>_</c> come first.</param>
/// <param name="Metatable">Its metatable, or null.</param>
sealed record RoDefinition<T>(
    string Name, IReadOnlyList<RoEntry<T>> Entries, RoDefinition<T>? Metatable = null)
    where T : unmanaged, ITarget<T>;

/// <summary>
/// The firmware's read-only data as it lies in flash below the LFS region: ROTables, their names, the empty
/// node.
/// Immutable; one serves any number of devices.
/// </summary>
/// <remarks>Source: lobject.h, <c>ROTable</c>; lnodemcu.h.</remarks>
sealed unsafe class Firmware<T> where T : unmanaged, ITarget<T>
{
    /// <summary>Where the firmware lies in flash, after the boot loader and the reboot-config
    /// sector.</summary>
    public const uint FlashOffset = 0x11000;

    /// <summary>Addresses of firmware functions: one for each, as if it were 16 bytes of code.</summary>
    public const uint CodeStart = Esp8266.MemoryMap.Irom0Start + FlashOffset;
    public const uint CodeStep = 16;
    const int MostFunctions = 1024;

    /// <summary>Addresses of functions that a host registers: instruction RAM.</summary>
    public const uint HostCodeStart = 0x4010_0000;

    /// <summary>The number of such addresses below those of the firmware.</summary>
    public const int MostHostFunctions = (int)((CodeStart - HostCodeStart) / CodeStep);

    readonly List<HostFunction<T>> _functions = [];

    readonly Dictionary<HostFunction<T>, uint> _codes = [];

    /// <summary>
    /// The same by reference, which is faster than comparing delegates: C# makes one delegate for all uses of
    /// a method in a class.
    /// </summary>
    readonly Dictionary<HostFunction<T>, uint> _delegates = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<string, uint> _names = [];
    readonly Dictionary<LuaFunction, uint> _moduleCodes = new(new SameMethod());
    readonly Dictionary<RomTable, uint> _moduleTables = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<RoDefinition<T>, uint> _tables = [];
    readonly byte[] _rom = new byte[128 * 1024];
    uint _used = MostFunctions * CodeStep;

    /// <summary>
    /// Lays out all tables that can be reached from a root, functions that only closures use, and tables that
    /// only the registry refers to.
    /// </summary>
    public Firmware(
        RoDefinition<T> root, IEnumerable<HostFunction<T>> closures, IEnumerable<RoDefinition<T>> metatables,
        ModuleParts<T> modules)
    {
        DummyNode = Take((uint)T.NodeBytes);
        foreach (HostFunction<T> function in closures)
            CodeFor(function);
        Root = Place(root);
        foreach (RoDefinition<T> table in metatables)
            Place(table);
        foreach ((LuaFunction function, HostFunction<T> placed) in modules.Functions)
            _moduleCodes.Add(function, CodeFor(placed));
        foreach ((RomTable table, RoDefinition<T> placed) in modules.Tables)
            _moduleTables[table] = Place(placed);
        Openers = modules.Openers;
        Rom = _rom[..(int)_used];
    }

    /// <summary>The modules that the firmware's start-up opens, by name, in their order.</summary>
    public IReadOnlyList<(string Name, LuaFunction Open)> Openers { get; }

    /// <summary>The bytes for flash at <see cref="FlashOffset"/>.</summary>
    public byte[] Rom { get; }

    /// <summary>The node that every table without a node part has: nil under nil.</summary>
    public uint DummyNode { get; }

    /// <summary>The master table: all libraries and base functions.</summary>
    public uint Root { get; }

    /// <summary>The functions, in order of their code addresses.</summary>
    public HostFunction<T>[] Functions => [.. _functions];

    /// <summary>Addresses of all tables.</summary>
    public IEnumerable<uint> Tables => _tables.Values;

    /// <summary>Address of a table.</summary>
    public uint TableOf(RoDefinition<T> table) => _tables[table];

    /// <summary>Address of a table of a module.</summary>
    public uint TableOf(RomTable table) => _moduleTables[table];

    /// <summary>The code address of a function of a module.</summary>
    public uint CodeOf(LuaFunction function) => _moduleCodes[function];

    /// <summary>The code address of a function of this firmware.</summary>
    public uint CodeOf(HostFunction<T> function) => _delegates[function];

    uint CodeFor(HostFunction<T> function)
    {
        if (!_codes.TryGetValue(function, out uint code))
        {
            code = CodeStart + (uint)_functions.Count * CodeStep;
            _functions.Add(function);
            _codes.Add(function, code);
        }
        _delegates[function] = code;
        return code;
    }

    /// <summary>Room at the next multiple of 8. Its address.</summary>
    uint Take(uint bytes)
    {
        uint offset = (_used + 7) & ~7u;
        _used = offset + bytes;
        return CodeStart + offset;
    }

    Span<byte> At(uint address) => _rom.AsSpan((int)(address - CodeStart));

    uint NameFor(string name)
    {
        if (_names.TryGetValue(name, out uint address))
            return address;
        address = Take((uint)name.Length + 1);
        Encoding.Latin1.GetBytes(name, At(address));
        _names.Add(name, address);
        return address;
    }

    uint Place(RoDefinition<T> table)
    {
        if (_tables.TryGetValue(table, out uint known))
            return known;
        uint address = Take((uint)sizeof(RoTable));
        _tables.Add(table, address);
        uint entryBytes = 4 + (uint)sizeof(T);
        uint entries = Take(((uint)table.Entries.Count + 1) * entryBytes);
        for (int i = 0; i < table.Entries.Count; i++)
        {
            RoEntry<T> entry = table.Entries[i];
            uint at = entries + (uint)i * entryBytes;
            uint name = NameFor(entry.Name);
            T value = ValueOf(entry, address);
            MemoryMarshal.Write(At(at), name);
            MemoryMarshal.Write(At(at + 4), value);
        }
        MemoryMarshal.Write(At(address), new RoTable
        {
            Next = 1,
            Type = (byte)Tag<T>.RoTable,
            Flags = AbsentEvents(table),
            Count = (byte)Math.Min(table.Entries.Count, 255),
            Metatable = table.Metatable == null ? 0 : Place(table.Metatable),
            Entries = entries,
        });
        return address;
    }

    T ValueOf(RoEntry<T> entry, uint self)
    {
        T value = default;
        if (entry.Function != null)
            (value.Ref, value.Tag) = (CodeFor(entry.Function), Tag<T>.LightFunction);
        else if (entry.Table != null || entry.Self)
            (value.Ref, value.Tag) = (entry.Self ? self : Place(entry.Table!), Tag<T>.RoTable);
        else if (entry.Integer is { } integer)
            (value.Int, value.Tag) = (integer, Tag<T>.Integer);
        else if (T.HasIntegers && entry.Number is { } whole && Math.Floor(whole) == whole
            && Math.Abs(whole) < 1e9)
            (value.Int, value.Tag) = ((long)whole, Tag<T>.Integer);
        else
            (value.Float, value.Tag) = (entry.Number!.Value, Tag<T>.Number);
        return value;
    }

    /// <summary>A ROM table cannot remember absent metamethods later: the linker says so.</summary>
    static byte AbsentEvents(RoDefinition<T> table)
    {
        byte flags = 0;
        for (int e = 0; e <= (int)Event.Eq; e++)
        {
            if (!table.Entries.Any(entry => entry.Name == Tables<T>.EventNames[e]))
                flags |= (byte)(1 << e);
        }
        return flags;
    }

    /// <summary>Two delegates of one method are equal. To find that out by the delegates takes the JIT's
    /// runtime some microseconds, and by the methods native code a millisecond.</summary>
    sealed class SameMethod : IEqualityComparer<LuaFunction>
    {
        public bool Equals(LuaFunction? x, LuaFunction? y) =>
            RuntimeFeature.IsDynamicCodeSupported ? Handle(x!) == Handle(y!) : x == y;

        public int GetHashCode(LuaFunction function) => RuntimeFeature.IsDynamicCodeSupported
            ? Handle(function).GetHashCode()
            : function.GetHashCode();

        static nint Handle(LuaFunction function) => function.Method.MethodHandle.Value;
    }
}
