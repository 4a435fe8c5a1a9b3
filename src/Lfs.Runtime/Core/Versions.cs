using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

/// <summary>
/// What the Lua versions 5.1 and 5.3 differ in, as facts: each says what holds, and the C file that has it.
/// </summary>
/// <remarks>
/// Two targets share each version. The JIT compiles all code for one target and sees constants here. Where a
/// whole function differs, the code of one version is in Core51 or Core53.
/// </remarks>
interface IVersion
{
    /// <summary>Lua 5.3 rather than 5.1: chooses among functions that differ as a whole.</summary>
    static abstract bool Is53 { get; }

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

    /// <summary>The number of types that can share a metatable: lua.h, <c>LUA_NUMTAGS</c>.</summary>
    static abstract int MetatableTypes { get; }

    /// <summary>Metamethods, in the order of <see cref="Event"/>; empty if there is none: ltm.c.</summary>
    static abstract string[] EventNames { get; }

    /// <summary>The longest chain of metamethods: lvm.c, <c>MAXTAGLOOP</c>.</summary>
    static abstract int MaxTagLoop { get; }

    /// <summary>The error of a store into a ROTable: lvm.c.</summary>
    static abstract string ReadOnlyTableText { get; }

    /// <summary>A table that is resized keeps its vectors: ltable.c, <c>resize_hashpart</c>.</summary>
    static abstract bool ResizesInPlace { get; }

    /// <summary>The C API makes each table twice, because <c>sethvalue</c> of lobject.h evaluates its
    /// argument twice: lapi.c, <c>lua_createtable</c>.</summary>
    static abstract bool MakesTablesTwice { get; }

    /// <summary>Loading a chunk restarts a collector that the program has stopped: ldo.c,
    /// <c>f_parser</c>.</summary>
    static abstract bool RestartsAfterLoad { get; }

    /// <summary>A formatted text begins with an empty piece, and its numbers become strings last: lobject.c,
    /// <c>luaO_pushvfstring</c>.</summary>
    static abstract bool FormatsFromEmpty { get; }

    /// <summary>Longest name that a ROTable can have: ltable.c, <c>LUA_MAX_ROTABLE_NAME</c>.</summary>
    static abstract int MaxRoName { get; }

    /// <summary>Longest string that is interned: lstring.c, <c>LUAI_MAXSHORTLEN</c>.</summary>
    static abstract int MaxInternedLength { get; }

    /// <summary>Byte of a <see cref="TString"/> where the next string of its bucket is: lobject.h.</summary>
    static abstract int StringChain { get; }

    /// <summary>Long strings are not interned: lstring.c, <c>luaS_createlngstrobj</c>.</summary>
    static abstract bool HasLongStrings { get; }

    /// <summary>Strings hang in the list of all objects; in 5.1 only in the string table: lgc.c.</summary>
    static abstract bool ListsStrings { get; }

    /// <summary>Objects with a finalizer hang in a list of their own: lgc.c, <c>finobj</c>.</summary>
    static abstract bool ListsFinalizable { get; }

    /// <summary>The collector sees upvalues; 5.3 counts their references: lfunc.h, <c>UpVal</c>.</summary>
    static abstract bool UpvaluesAreObjects { get; }

    /// <summary>A Proto knows where its upvalues are found: lobject.h, <c>Upvaldesc</c>.</summary>
    static abstract bool UpvaluesHavePlaces { get; }

    /// <summary>A Proto has the length of its line info; 5.1 ends it with a zero byte: lobject.h.</summary>
    static abstract bool LineInfoHasSize { get; }

    /// <summary>The type of a closure says whether it is a C function: lobject.h, <c>LUA_TCCL</c>.</summary>
    static abstract bool TypeSaysHost { get; }

    /// <summary>Frames are a list, and each has its base; in 5.1 a vector: lstate.h.</summary>
    static abstract bool LinksFrames { get; }

    /// <summary>A thread counts the calls that cannot be yielded across: lstate.h, <c>nny</c>.</summary>
    static abstract bool CountsNonYieldable { get; }

    /// <summary>The collector works off a debt; in 5.1 it has a threshold: lstate.h, <c>GCdebt</c>.</summary>
    static abstract bool CountsDebt { get; }

    /// <summary>The collector runs while a text is compiled: ldo.c, <c>f_parser</c>.</summary>
    static abstract bool CollectsInCompiler { get; }

    /// <summary>One table has the strings of all functions of a text: llex.h, <c>LexState.h</c>.</summary>
    static abstract bool SharesScannerTable { get; }

    /// <summary>An image has a table of modules; in 5.1 its main function knows them: lflash.c.</summary>
    static abstract bool HasModuleTables { get; }

    /// <summary>A metatable names its type, under <c>__name</c>: lauxlib.c, <c>luaL_tolstring</c>.</summary>
    static abstract bool TypesHaveNames { get; }

    /// <summary>A buffer grows in a userdata; in 5.1 it leaves pieces on the stack: lauxlib.c.</summary>
    static abstract bool BoxesBuffers { get; }

    /// <summary>A position outside the table is an error: ltablib.c, <c>tinsert</c>.</summary>
    static abstract bool ChecksPositions { get; }

    /// <summary>Sorting changes the pivot after an uneven partition: ltablib.c, <c>choosePivot</c>.</summary>
    static abstract bool VariesPivots { get; }

    /// <summary>No empty match follows a match: lstrlib.c, <c>str_gsub</c>.</summary>
    static abstract bool SkipsEmptyMatch { get; }

    /// <summary>%s and %q take values of any type: lstrlib.c, <c>str_format</c>.</summary>
    static abstract bool FormatsAnyValue { get; }

    /// <summary>A conversion that C does not have is an error: loslib.c, <c>checkoption</c>.</summary>
    static abstract bool ChecksTimeFormat { get; }

    /// <summary>A format needs no asterisk, and lines takes some: liolib.c, <c>g_read</c>.</summary>
    static abstract bool HasFreeReadFormats { get; }

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
    static bool IVersion.Is53 => false;
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
    static bool IVersion.RestartsAfterLoad => true;
    static bool IVersion.FormatsFromEmpty => true;
    static bool IVersion.ResizesInPlace => true;
    static bool IVersion.MakesTablesTwice => true;
    static int IVersion.MaxRoName => 32;
    static int IVersion.MaxInternedLength => int.MaxValue;
    static int IVersion.StringChain => 0;
    static bool IVersion.HasLongStrings => false;
    static bool IVersion.ListsStrings => false;
    static bool IVersion.ListsFinalizable => false;
    static bool IVersion.UpvaluesAreObjects => true;
    static bool IVersion.UpvaluesHavePlaces => false;
    static bool IVersion.LineInfoHasSize => false;
    static bool IVersion.TypeSaysHost => false;
    static bool IVersion.LinksFrames => false;
    static bool IVersion.CountsNonYieldable => false;
    static bool IVersion.CountsDebt => false;
    static bool IVersion.CollectsInCompiler => false;
    static bool IVersion.SharesScannerTable => false;
    static bool IVersion.HasModuleTables => false;
    static bool IVersion.TypesHaveNames => false;
    static bool IVersion.BoxesBuffers => false;
    static bool IVersion.ChecksPositions => false;
    static bool IVersion.VariesPivots => false;
    static bool IVersion.SkipsEmptyMatch => false;
    static bool IVersion.FormatsAnyValue => false;
    static bool IVersion.ChecksTimeFormat => false;
    static bool IVersion.HasFreeReadFormats => false;
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
    static bool IVersion.Is53 => true;
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
    static bool IVersion.RestartsAfterLoad => false;
    static bool IVersion.FormatsFromEmpty => false;
    static bool IVersion.ResizesInPlace => false;
    static bool IVersion.MakesTablesTwice => false;
    static int IVersion.MaxRoName => 40;
    static int IVersion.MaxInternedLength => 40;
    static int IVersion.StringChain => 12;
    static bool IVersion.HasLongStrings => true;
    static bool IVersion.ListsStrings => true;
    static bool IVersion.ListsFinalizable => true;
    static bool IVersion.UpvaluesAreObjects => false;
    static bool IVersion.UpvaluesHavePlaces => true;
    static bool IVersion.LineInfoHasSize => true;
    static bool IVersion.TypeSaysHost => true;
    static bool IVersion.LinksFrames => true;
    static bool IVersion.CountsNonYieldable => true;
    static bool IVersion.CountsDebt => true;
    static bool IVersion.CollectsInCompiler => true;
    static bool IVersion.SharesScannerTable => true;
    static bool IVersion.HasModuleTables => true;
    static bool IVersion.TypesHaveNames => true;
    static bool IVersion.BoxesBuffers => true;
    static bool IVersion.ChecksPositions => true;
    static bool IVersion.VariesPivots => true;
    static bool IVersion.SkipsEmptyMatch => true;
    static bool IVersion.FormatsAnyValue => true;
    static bool IVersion.ChecksTimeFormat => true;
    static bool IVersion.HasFreeReadFormats => true;
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
