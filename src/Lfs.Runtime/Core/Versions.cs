using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

/// <summary>
/// What the Lua versions 5.1 and 5.3 differ in, as facts: each says what holds, and the C file that has it.
/// </summary>
/// <remarks>
/// Two targets share each version. The JIT compiles all code for one target and sees constants here. Where a
/// whole function differs, the code of one version is in Core51 or Core53, and
/// <see cref="ITarget{T}.Is53"/> chooses.
/// </remarks>
interface IVersion
{
    /// <summary>Bit of a tag that says that the value refers to an object; 5.1 has none: lobject.h.</summary>
    static abstract int CollectableBit { get; }

    /// <summary>The part of a tag that all subtypes of a type share: lobject.h, <c>ttype</c>.</summary>
    static abstract int BasicTypeMask { get; }

    /// <summary>Numbers are integers or floats, as the tag says: lobject.h, <c>ttisinteger</c>.</summary>
    static abstract bool HasIntegers { get; }

    /// <summary>Tag of the number that an integer becomes: lobject.h.</summary>
    static abstract int IntegerTag { get; }

    /// <summary>Tag of a C function without upvalues: lobject.h, <c>LUA_TLCF</c>.</summary>
    static abstract int LightFunctionTag { get; }

    /// <summary>Tag of a C closure: lobject.h, <c>LUA_TCCL</c>.</summary>
    static abstract int HostClosureTag { get; }

    /// <summary>Tag of the key of a removed entry: lobject.h, <c>LUA_TDEADKEY</c>.</summary>
    static abstract int DeadKeyTag { get; }

    /// <summary>How many types have a metatable of their own: lua.h, <c>LUA_NUMTAGS</c>.</summary>
    static abstract int MetatableTypes { get; }

    /// <summary>Metamethods, in the order of <see cref="Event"/>; empty if there is none: ltm.c.</summary>
    static abstract string[] EventNames { get; }

    /// <summary>How many tables a chain of metamethods may lead through: lvm.c, <c>MAXTAGLOOP</c>.</summary>
    static abstract int MaxTagLoop { get; }

    /// <summary>The error of a store into a ROTable: lvm.c.</summary>
    static abstract string ReadOnlyTableText { get; }

    /// <summary>Longest name that a ROTable can have: ltable.c, <c>LUA_MAX_ROTABLE_NAME</c>.</summary>
    static abstract int MaxRoName { get; }

    /// <summary>Longest string that is interned: lstring.c, <c>LUAI_MAXSHORTLEN</c>.</summary>
    static abstract int MaxInternedLength { get; }

    /// <summary>Byte of a <see cref="TString"/> where the next string of its bucket is: lobject.h.</summary>
    static abstract int StringChain { get; }

    /// <summary>Functions, userdata and threads have an environment: lobject.h.</summary>
    static abstract bool HasEnvironments { get; }

    /// <summary>A library collects before it makes an object; 5.3 does after it: lapi.c.</summary>
    static abstract bool CollectsBefore { get; }

    /// <summary>The line of an instruction without line info: ldebug.c.</summary>
    static abstract int NoLine { get; }

    /// <summary>Bytes of what a Proto knows of an upvalue, its name first: lobject.h.</summary>
    static abstract int UpvalueBytes { get; }

    /// <summary>Bytes that the parser's heap holds for a declared local: lparser.h, <c>Vardesc</c>.</summary>
    static abstract int DeclaredBytes { get; }

    /// <summary>Bytes that it holds for a label or a goto: lparser.h, <c>Labeldesc</c>.</summary>
    static abstract int LabelBytes { get; }

    /// <summary>Library functions take a text up to its first zero byte, as C's functions do.</summary>
    static abstract bool TextEndsAtZero { get; }

    /// <summary>The functions of tables heed metamethods: ltablib.c, <c>checktab</c>.</summary>
    static abstract bool TablesHaveMethods { get; }

    /// <summary>A number is a message that gets a position: lbaselib.c, <c>luaB_error</c>.</summary>
    static abstract bool LocatesNumbers { get; }

    /// <summary>Captures of a pattern: lstrlib.c, <c>LUA_MAXCAPTURES</c>.</summary>
    static abstract int MostCaptures { get; }

    /// <summary>Patterns have the class %g: lstrlib.c, <c>match_class</c>.</summary>
    static abstract bool HasClassG { get; }

    /// <summary>Word of <see cref="Thread{T}"/> where the top is, from its third word on: lstate.h.</summary>
    static abstract int ThreadTop { get; }

    /// <summary>Word of <see cref="Udata{T}"/>, from its header on: lobject.h.</summary>
    static abstract int UdataLength { get; }

    /// <summary>Byte of <see cref="Closure{T}"/>, from its header on: lobject.h.</summary>
    static abstract int ClosureNumUpvalues { get; }

    /// <summary>Word of <see cref="Closure{T}"/>, after the list of gray objects: lobject.h.</summary>
    static abstract int ClosureCode { get; }

    /// <summary>Bytes of a closure without its upvalues: lfunc.h, <c>sizeLclosure</c>.</summary>
    static abstract int ClosureBytes { get; }

    /// <summary>Words of <see cref="Table{T}"/>, after its metatable: lobject.h.</summary>
    static abstract int TableArray { get; }

    /// <inheritdoc cref="TableArray"/>
    static abstract int TableNode { get; }

    /// <inheritdoc cref="TableArray"/>
    static abstract int TableLastFree { get; }

    /// <inheritdoc cref="TableArray"/>
    static abstract int TableGcList { get; }

    /// <inheritdoc cref="TableArray"/>
    static abstract int TableSizeArray { get; }

    /// <summary>Bytes of a <see cref="Proto{T}"/>: lobject.h.</summary>
    static abstract int ProtoBytes { get; }

    /// <summary>Words of <see cref="Proto{T}"/>, from its third word on: lobject.h.</summary>
    static abstract int ProtoK { get; }

    /// <inheritdoc cref="ProtoK"/>
    static abstract int ProtoCode { get; }

    /// <inheritdoc cref="ProtoK"/>
    static abstract int ProtoP { get; }

    /// <inheritdoc cref="ProtoK"/>
    static abstract int ProtoLineInfo { get; }

    /// <inheritdoc cref="ProtoK"/>
    static abstract int ProtoLocVars { get; }

    /// <inheritdoc cref="ProtoK"/>
    static abstract int ProtoUpvalues { get; }

    /// <inheritdoc cref="ProtoK"/>
    static abstract int ProtoSource { get; }

    /// <inheritdoc cref="ProtoK"/>
    static abstract int ProtoSizeUpvalues { get; }

    /// <inheritdoc cref="ProtoK"/>
    static abstract int ProtoSizeK { get; }

    /// <inheritdoc cref="ProtoK"/>
    static abstract int ProtoSizeCode { get; }

    /// <inheritdoc cref="ProtoK"/>
    static abstract int ProtoSizeP { get; }

    /// <inheritdoc cref="ProtoK"/>
    static abstract int ProtoSizeLocVars { get; }

    /// <inheritdoc cref="ProtoK"/>
    static abstract int ProtoLineDefined { get; }

    /// <inheritdoc cref="ProtoK"/>
    static abstract int ProtoLastLine { get; }

    /// <inheritdoc cref="ProtoK"/>
    static abstract int ProtoGcList { get; }

    /// <summary>Bytes of <see cref="Proto{T}"/>: lobject.h.</summary>
    static abstract int ProtoNumUpvalues { get; }

    /// <inheritdoc cref="ProtoNumUpvalues"/>
    static abstract int ProtoNumParams { get; }

    /// <inheritdoc cref="ProtoNumUpvalues"/>
    static abstract int ProtoIsVararg { get; }

    /// <inheritdoc cref="ProtoNumUpvalues"/>
    static abstract int ProtoMaxStackSize { get; }

    /// <summary>One of two constants or texts that differ at one place only. Both are evaluated.</summary>
    static abstract TValue Pick<TValue>(TValue of51, TValue of53);
}

/// <summary>The facts of 5.1.</summary>
interface IVersion51 : IVersion
{
    static int IVersion.CollectableBit => 0;
    static int IVersion.BasicTypeMask => -1;
    static bool IVersion.HasIntegers => false;
    static int IVersion.IntegerTag => 3;
    static int IVersion.LightFunctionTag => 0x26;
    static int IVersion.HostClosureTag => 6;
    static int IVersion.DeadKeyTag => 11;
    static int IVersion.MetatableTypes => 9;
    static string[] IVersion.EventNames =>
    [
        "__index", "__newindex", "__gc", "__mode", "__len", "__eq", "__add", "__sub", "__mul", "__mod",
        "__pow", "__div", "", "", "", "", "", "", "__unm", "", "__lt", "__le", "__concat", "__call",
    ];
    static int IVersion.MaxTagLoop => 100;
    static string IVersion.ReadOnlyTableText => "table is readonly";
    static int IVersion.MaxRoName => 32;
    static int IVersion.MaxInternedLength => int.MaxValue;
    static int IVersion.StringChain => 0;
    static bool IVersion.HasEnvironments => true;
    static bool IVersion.CollectsBefore => true;
    static int IVersion.NoLine => 0;
    static int IVersion.UpvalueBytes => 4;
    static int IVersion.DeclaredBytes => 0;
    static int IVersion.LabelBytes => 0;
    static bool IVersion.TextEndsAtZero => true;
    static bool IVersion.TablesHaveMethods => false;
    static bool IVersion.LocatesNumbers => true;
    static int IVersion.MostCaptures => 10;
    static bool IVersion.HasClassG => false;
    static int IVersion.ThreadTop => 0;
    static int IVersion.UdataLength => 1;
    static int IVersion.ClosureNumUpvalues => 1;
    static int IVersion.ClosureCode => 1;
    static int IVersion.ClosureBytes => 20;
    static int IVersion.TableArray => 0;
    static int IVersion.TableNode => 1;
    static int IVersion.TableLastFree => 2;
    static int IVersion.TableGcList => 3;
    static int IVersion.TableSizeArray => 4;
    static int IVersion.ProtoBytes => 72;
    static int IVersion.ProtoK => 0;
    static int IVersion.ProtoCode => 1;
    static int IVersion.ProtoP => 2;
    static int IVersion.ProtoLineInfo => 3;
    static int IVersion.ProtoLocVars => 4;
    static int IVersion.ProtoUpvalues => 5;
    static int IVersion.ProtoSource => 6;
    static int IVersion.ProtoSizeUpvalues => 7;
    static int IVersion.ProtoSizeK => 8;
    static int IVersion.ProtoSizeCode => 9;
    static int IVersion.ProtoSizeP => 10;
    static int IVersion.ProtoSizeLocVars => 11;
    static int IVersion.ProtoLineDefined => 12;
    static int IVersion.ProtoLastLine => 13;
    static int IVersion.ProtoGcList => 14;
    static int IVersion.ProtoNumUpvalues => 68;
    static int IVersion.ProtoNumParams => 69;
    static int IVersion.ProtoIsVararg => 70;
    static int IVersion.ProtoMaxStackSize => 71;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TValue IVersion.Pick<TValue>(TValue of51, TValue of53) => of51;
}

/// <summary>The facts of 5.3.</summary>
interface IVersion53 : IVersion
{
    static int IVersion.CollectableBit => 0x40;
    static int IVersion.BasicTypeMask => 0x0F;
    static bool IVersion.HasIntegers => true;
    static int IVersion.IntegerTag => 0x13;
    static int IVersion.LightFunctionTag => 0x16;
    static int IVersion.HostClosureTag => 0x66;
    static int IVersion.DeadKeyTag => 10;
    static int IVersion.MetatableTypes => 10;
    static string[] IVersion.EventNames =>
    [
        "__index", "__newindex", "__gc", "__mode", "__len", "__eq", "__add", "__sub", "__mul", "__mod",
        "__pow", "__div", "__idiv", "__band", "__bor", "__bxor", "__shl", "__shr", "__unm", "__bnot", "__lt",
        "__le", "__concat", "__call",
    ];
    static int IVersion.MaxTagLoop => 2000;
    static string IVersion.ReadOnlyTableText => "table is Readonly";
    static int IVersion.MaxRoName => 40;
    static int IVersion.MaxInternedLength => 40;
    static int IVersion.StringChain => 12;
    static bool IVersion.HasEnvironments => false;
    static bool IVersion.CollectsBefore => false;
    static int IVersion.NoLine => -1;
    static int IVersion.UpvalueBytes => 8;
    static int IVersion.DeclaredBytes => 2;
    static int IVersion.LabelBytes => 16;
    static bool IVersion.TextEndsAtZero => false;
    static bool IVersion.TablesHaveMethods => true;
    static bool IVersion.LocatesNumbers => false;
    static int IVersion.MostCaptures => 32;
    static bool IVersion.HasClassG => true;
    static int IVersion.ThreadTop => 1;
    static int IVersion.UdataLength => 0;
    static int IVersion.ClosureNumUpvalues => 0;
    static int IVersion.ClosureCode => 0;
    static int IVersion.ClosureBytes => 16;
    static int IVersion.TableArray => 1;
    static int IVersion.TableNode => 2;
    static int IVersion.TableLastFree => 3;
    static int IVersion.TableGcList => 4;
    static int IVersion.TableSizeArray => 0;
    static int IVersion.ProtoBytes => 76;
    static int IVersion.ProtoK => 9;
    static int IVersion.ProtoCode => 10;
    static int IVersion.ProtoP => 11;
    static int IVersion.ProtoLineInfo => 12;
    static int IVersion.ProtoLocVars => 13;
    static int IVersion.ProtoUpvalues => 14;
    static int IVersion.ProtoSource => 15;
    static int IVersion.ProtoSizeUpvalues => 1;
    static int IVersion.ProtoSizeK => 2;
    static int IVersion.ProtoSizeCode => 3;
    static int IVersion.ProtoSizeP => 5;
    static int IVersion.ProtoSizeLocVars => 6;
    static int IVersion.ProtoLineDefined => 7;
    static int IVersion.ProtoLastLine => 8;
    static int IVersion.ProtoGcList => 16;
    static int IVersion.ProtoNumUpvalues => 12;
    static int IVersion.ProtoNumParams => 6;
    static int IVersion.ProtoIsVararg => 7;
    static int IVersion.ProtoMaxStackSize => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TValue IVersion.Pick<TValue>(TValue of51, TValue of53) => of53;
}
