using System.Runtime.CompilerServices;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

/// <summary>A function that Lua can call, whatever the build of the firmware.</summary>
/// <param name="lua">The state. Its stack holds the arguments; the results are the values on top.</param>
/// <returns>The number of results.</returns>
delegate int LuaFunction(ILuaState lua);

/// <summary>Work of the host's on a state. What it needs comes as arguments, so that a static lambda does
/// it.</summary>
delegate void HostWork(ReadOnlySpan<byte> text, object? given, long number);

/// <summary>Gives the next piece of a string in the making; empty at the end.</summary>
delegate ReadOnlySpan<byte> NextPiece();

/// <summary>
/// A Lua state as device modules and the hosting API see it: the stack interface of lua.h and lauxlib.h,
/// independent of the version and of the size of numbers.
/// </summary>
/// <remarks>
/// <para><see cref="LuaState{T}"/>, the top layer of the VM, is it, so nothing is forwarded. Lua's own
/// libraries are written on that class, because they are hot; all else is written on this, once.</para>
/// <para>An index counts from 1 at the first argument, or from -1 at the top. A span that a member returns
/// lies in the device's memory, and is valid until the next call that can allocate.</para>
/// <para>Members throw <see cref="LuaError"/> for what <c>pcall</c> catches.</para>
/// </remarks>
interface ILuaState : IFormatTarget
{
    /// <summary>The pseudo index of the registry (lua.h, LUA_REGISTRYINDEX).</summary>
    const int RegistryIndex = -10000;

    /// <summary>The pseudo index of the running function's environment, in 5.1 (LUA_ENVIRONINDEX).</summary>
    const int EnvironmentIndex = -10001;

    /// <summary>The pseudo index of the globals (LUA_GLOBALSINDEX).</summary>
    const int GlobalsIndex = -10002;

    /// <summary>As a number of results: all of them (LUA_MULTRET).</summary>
    const int MultRet = -1;

    /// <summary>The budget that a call from the host into Lua uses, in instructions.</summary>
    const int HostCallInstructions = 16;

    /// <summary>A text of at most this many bytes is not charged to the host's memory.</summary>
    const int SmallText = 1024;

    /// <summary>The device around this state.</summary>
    Device Device { get; }

    /// <summary>The build of the firmware.</summary>
    LuaTarget Target { get; }

    // ---- The stack (lapi.c)

    /// <summary>The number of values on the running function's stack (lua_gettop).</summary>
    int Count { get; }

    /// <summary>Drops values from the top, or adds nils (lua_settop).</summary>
    void SetCount(int count);

    /// <summary>Drops values from the top (lua_pop).</summary>
    void Pop(int count);

    /// <summary>Makes room for more values, or raises <c>stack overflow</c> (luaL_checkstack).</summary>
    void EnsureStack(int slots, string what);

    /// <summary>Moves the top to a place below it (lua_insert).</summary>
    void Insert(int index);

    /// <summary>Takes a value out of the stack (lua_remove).</summary>
    void Remove(int index);

    /// <summary>Moves the top over another value (lua_replace).</summary>
    void Replace(int index);

    // ---- Values

    /// <summary>The type of a value (lua_type).</summary>
    BasicType TypeOf(int index);

    /// <summary>The name of a value's type (luaL_typename).</summary>
    string TypeNameOf(int index);

    /// <summary>True if there is no value at an index, or nil (lua_isnoneornil).</summary>
    bool IsNoneOrNil(int index);

    /// <summary>True for a string, and for a number, which converts to one (lua_isstring).</summary>
    bool IsString(int index);

    /// <summary>True for an integer of 5.3 (lua_isinteger).</summary>
    bool IsInteger(int index);

    /// <summary>False for nil and false (lua_toboolean).</summary>
    bool ToBoolean(int index);

    /// <summary>The value of a number, or of a string that looks like one (lua_tonumberx).</summary>
    bool TryNumber(int index, out double number);

    /// <summary>The bytes of a string; a number on the stack becomes one (lua_tolstring).</summary>
    bool TryString(int index, out ReadOnlySpan<byte> text);

    /// <summary>The length of a string, a table or a userdata, without metamethods (lua_rawlen).</summary>
    long RawLength(int index);

    /// <summary>The device address of an object, or the value of a light one (lua_topointer).</summary>
    uint AddressAt(int index);

    /// <summary>True if the build can hold a whole number exactly.</summary>
    bool CanHold(long integer);

    /// <summary>True if the build can hold a number: rounding may not make it infinite, and 5.1-int holds
    /// whole numbers only.</summary>
    bool CanHold(double number);

    // ---- Pushing

    /// <summary>Pushes nil (lua_pushnil).</summary>
    void PushNil();

    /// <summary>Pushes a boolean (lua_pushboolean).</summary>
    void PushBoolean(bool value);

    /// <summary>Pushes a number, rounded to the build's (lua_pushnumber).</summary>
    void PushNumber(double value);

    /// <summary>Pushes a whole number; the build's low bits of it (lua_pushinteger).</summary>
    void PushInteger(long value);

    /// <summary>Pushes a string with a copy of some bytes (lua_pushlstring).</summary>
    void PushString(ReadOnlySpan<byte> text);

    /// <summary>Pushes a text, one byte for each character.</summary>
    void PushText(string text);

    /// <summary>Pushes a copy of a value (lua_pushvalue).</summary>
    void PushValue(int index);

    /// <summary>Pushes a new table with room for some items and fields (lua_createtable).</summary>
    void PushTable(int arraySize = 0, int hashSize = 0);

    /// <summary>Pushes a new userdata. Its bytes.</summary>
    Span<byte> PushUserdata(int bytes);

    /// <summary>Pushes a text that is put together as the device does it, and returns it
    /// (lua_pushfstring).</summary>
    string PushFormat([InterpolatedStringHandlerArgument("")] ref LuaFormat format);

    /// <summary>The bytes of a userdata (lua_touserdata).</summary>
    Span<byte> UserdataBytes(int index);

    /// <summary>Pushes a function of the firmware without upvalues (lua_pushcfunction).</summary>
    void PushFunction(LuaFunction function);

    /// <summary>Replaces the values on top by a closure of a firmware function over them
    /// (lua_pushcclosure).</summary>
    void PushClosure(LuaFunction function, int upvalues);

    /// <summary>The pseudo index of an upvalue of the running function, from 1 (lua_upvalueindex).</summary>
    static int UpvalueIndex(int number) => GlobalsIndex - number;

    /// <summary>Pushes a string of pieces that a function gives, an empty one at the end, put together in a
    /// luaL_Buffer.</summary>
    void PushJoined(NextPiece next);

    /// <summary>The bytecode of the Lua function at an index; null if it is no Lua function
    /// (lua_dump).</summary>
    /// <param name="index">The function.</param>
    /// <param name="strip">0 keeps all debug data; 1 only the lines, in 5.3; else none is kept.</param>
    byte[]? DumpFunction(int index, int strip);

    /// <summary>Opens the modules, as the firmware's start-up does (linit.c, luaL_openlibs).</summary>
    void OpenModules();

    /// <summary>Pushes a table of a module (lua_pushrotable).</summary>
    void PushRomTable(RomTable table);

    /// <summary>Joins the values on top (lua_concat).</summary>
    void Concat(int count);

    /// <summary>True if two values are the same, without metamethods (lua_rawequal).</summary>
    bool RawEqual(int first, int second);

    // ---- Tables

    /// <summary>Replaces the key on top by the value under it (lua_gettable).</summary>
    void GetTable(int index);

    /// <summary>Pushes the value of a field (lua_getfield).</summary>
    void GetField(int index, ReadOnlySpan<byte> name);

    /// <summary>Stores the top under the key below it, and pops both (lua_settable).</summary>
    void SetTable(int index);

    /// <summary>Stores the top in a field, and pops it (lua_setfield).</summary>
    void SetField(int index, ReadOnlySpan<byte> name);

    /// <summary>Replaces the key on top by its value, without metamethods (lua_rawget).</summary>
    void RawGet(int index);

    /// <summary>Stores the top under the key below it, without metamethods, and pops both
    /// (lua_rawset).</summary>
    void RawSet(int index);

    /// <summary>Pushes the metatable of a value. False, and nothing pushed, if it has none
    /// (lua_getmetatable).</summary>
    bool GetMetatable(int index);

    /// <summary>Pops a table, or nil, and makes it the metatable of a value (lua_setmetatable).</summary>
    void SetMetatable(int index);

    /// <summary>Pushes an item without metamethods (lua_rawgeti).</summary>
    void RawGetInt(int index, long key);

    /// <summary>Stores the top as an item without metamethods, and pops it (lua_rawseti).</summary>
    void RawSetInt(int index, long key);

    /// <summary>Replaces the key on top by the next key and its value; pops it and is false after the last
    /// (lua_next).</summary>
    bool Next(int index);

    /// <summary>A number that changes when the entries of a table get other places, as a new key can do to
    /// them all; 0 for a table in ROM.</summary>
    long LayoutOf(int index);

    // ---- Arguments (lauxlib.c)

    /// <summary>A number argument, or <c>bad argument</c> (luaL_checknumber).</summary>
    double CheckNumber(int argument);

    /// <summary>An integer argument, or <c>bad argument</c> (luaL_checkinteger).</summary>
    long CheckInteger(int argument);

    /// <summary>The low 32 bits of an integer argument (luaL_checkint).</summary>
    int CheckInt(int argument);

    /// <summary>The same, with a value for none or nil (luaL_optint).</summary>
    int OptInt(int argument, int otherwise);

    /// <summary>A string argument, or a number as one, or <c>bad argument</c> (luaL_checklstring).</summary>
    ReadOnlySpan<byte> CheckString(int argument);

    /// <summary>The same, with a value for none or nil (luaL_optlstring).</summary>
    ReadOnlySpan<byte> OptString(int argument, ReadOnlySpan<byte> otherwise);

    /// <summary>The place of a string argument in a list of options (luaL_checkoption).</summary>
    int CheckOption(int argument, string? otherwise, ReadOnlySpan<string> options);

    /// <summary>Raises <c>bad argument</c> unless an argument has a type (luaL_checktype).</summary>
    void CheckType(int argument, BasicType type);

    /// <summary>Raises <c>bad argument</c> unless a condition holds (luaL_argcheck).</summary>
    void ArgumentCheck(bool holds, int argument, string message);

    // ---- Errors: the caller throws them

    /// <summary>An error with the position of the caller (luaL_error).</summary>
    LuaError Error(string message);

    /// <inheritdoc cref="Error(string)"/>
    LuaError Error([InterpolatedStringHandlerArgument("")] ref LuaErrorFormat format);

    /// <summary>Begins the message of an error: pushes the position of the caller (luaL_where).</summary>
    void BeginError();

    /// <summary>The error whose value is on top (lua_error).</summary>
    LuaError ErrorOnTop();

    /// <summary><c>bad argument #n to 'f'</c> (luaL_argerror).</summary>
    LuaError ArgumentError(int argument, string message);

    /// <summary><c>bad argument</c> with the expected and the actual type (luaL_typerror).</summary>
    LuaError TypeError(int argument, string expected);

    // ---- Calls

    /// <summary>Calls the function below some arguments (lua_call).</summary>
    void Call(int arguments, int results);

    /// <summary>Calls the function below some arguments. An error leaves its value in their place
    /// (lua_pcall).</summary>
    /// <param name="arguments">The number of arguments on top.</param>
    /// <param name="wanted">The number of results, or <see cref="MultRet"/>.</param>
    /// <param name="failing">Runs where the error was raised, before the frames are unwound.</param>
    /// <param name="keepsHandler">The handler of a surrounding <c>xpcall</c> sees the error first.</param>
    /// <param name="handler">The index of a function that sees the error first and gives its value; 0 for
    /// none.</param>
    LuaStatus ProtectedCall(
        int arguments, int wanted, Action? failing = null, bool keepsHandler = false, int handler = 0);

    /// <summary>Runs work that may raise an error, whose value is on top then (lua_cpcall).</summary>
    LuaStatus Protect(Action work);

    /// <summary>The same for work that needs no closure.</summary>
    LuaStatus Protect(HostWork work, ReadOnlySpan<byte> text, object? given, long number);

    /// <summary>Compiles a text, or loads a precompiled chunk, and pushes its function, or the message of
    /// the error (lua_load).</summary>
    LuaStatus LoadChunk(byte[] chunk, ReadOnlySpan<byte> name, bool isFile);

    /// <summary>Loads a file of the device and pushes its function, or the message of the error
    /// (luaL_loadfile).</summary>
    LuaStatus LoadFile(ReadOnlySpan<byte> name);

    /// <summary>Writes to the console, or to the pipe of <c>node.output</c> (lua_writestring).</summary>
    void WriteOutput(ReadOnlySpan<byte> text);

    /// <summary>Pushes the module of an image. False if there is none of that name.</summary>
    bool PushModule(ReadOnlySpan<byte> name);

    /// <summary>Pushes the build time of the image and the list of its modules. False without one.</summary>
    bool PushImageIndex();

    /// <summary>
    /// Pushes the function that runs at a level: 1 is the caller's. False if there is none.
    /// </summary>
    bool PushFunctionAt(int level);

    /// <summary>Strips the function at an index and those inside it. The bytes that this freed.</summary>
    int StripFunction(int index, int level);

    /// <summary>Sets the level of stripping for what is compiled from now on, if it is not negative. The
    /// level.</summary>
    int StripDefault(int level);

    /// <summary>The calls that are running, as <c>debug.traceback</c> shows them.</summary>
    /// <exception cref="LuaError">The device has no memory for a name in it.</exception>
    /// <param name="coroutine">The place of a coroutine whose calls they are; 0 for the running
    /// thread.</param>
    string Traceback(int coroutine = 0);

    // ---- Coroutines

    /// <summary>Replaces the function below some arguments by a new thread that will run it
    /// (lua_newthread).</summary>
    void BeginCoroutine(int arguments);

    /// <summary>Resumes the thread at an index with the values on top, which its results or the value of an
    /// error replace (lua_resume).</summary>
    /// <returns><see cref="LuaStatus.Yield"/> if the thread can go on; <see cref="LuaStatus.Ok"/> if it has
    /// ended.</returns>
    LuaStatus ResumeCoroutine(int index, int arguments);

    // ---- References: objects that the host keeps

    /// <summary>Keeps an object from the collector under a number (luaL_ref).</summary>
    void HoldObject(int index, int number);

    /// <summary>Lets the collector have an object again (luaL_unref).</summary>
    void ReleaseObject(int number);

    /// <summary>Pushes the object that is kept under a number.</summary>
    void PushHeld(int number);

    /// <summary>Pushes a field of a table that is kept under a number, if that takes no memory and no
    /// metamethod: the common case of <see cref="PushHeld"/> and <see cref="GetField"/>. False, and nothing
    /// pushed, in any other case.</summary>
    /// <param name="number">The number of the table.</param>
    /// <param name="key">The name of the field.</param>
    /// <param name="withObject">Pushes the table too, above the field.</param>
    /// <param name="room">The slots that must be free.</param>
    bool TryPushMember(int number, ReadOnlySpan<byte> key, bool withObject, int room);

    // ---- Functions and exceptions of the host

    /// <summary>Makes a function of the host known. Its number.</summary>
    int AddHostFunction(LuaFunction function);

    /// <summary>Puts another function in the place of one, also for programs that hold the old one.</summary>
    void ReplaceHostFunction(int number, LuaFunction function);

    /// <summary>Pushes a function of the host as a light function.</summary>
    void PushHostFunction(int number);

    /// <summary>Pushes a closure of a function of the host, with an identity of its own. Its address, which
    /// <see cref="HostClosureFreed"/> hears again when the collector frees it.</summary>
    uint PushHostClosure(int number);

    /// <summary>The address of the closure that runs; 0 for a light function.</summary>
    uint RunningHostClosure { get; }

    /// <summary>Hears the addresses of closures of <see cref="PushHostClosure"/> that are freed.</summary>
    Action<uint>? HostClosureFreed { set; }

    /// <summary>Raises an error for an exception of the host.</summary>
    LuaStatus RaiseHostFailure(Exception exception, string? name = null);

    /// <summary>The exception that became the last error of the program that runs; null if none. A coroutine
    /// of the host's is a program of its own: the host changes this with it.</summary>
    ErrorCause? Cause { get; set; }

    /// <summary>Remembers the exception from which the error on top comes.</summary>
    void NoteCause(Exception cause);

    /// <summary>The exception from which the error on top comes; null if it comes from none.</summary>
    Exception? CauseOfTop();

    // ---- Bounds of the host

    /// <summary>Counts work against the budget, in instructions. Throws when the budget is used up.</summary>
    void Spend(long steps);

    /// <summary>Bounds the work from now on.</summary>
    /// <param name="instructions">0 or less is used up at once; <see cref="long.MaxValue"/> is no
    /// bound.</param>
    /// <param name="cancellation">Stops the work from outside.</param>
    void SetBudget(long instructions, CancellationToken cancellation);

    /// <summary>Instructions left of the budget.</summary>
    long BudgetLeft { get; }

    /// <summary>Does short work of the host's own that counts on no account.</summary>
    LuaStatus Uncounted(Func<LuaStatus> work);

    /// <summary>Bytes of .NET's memory that the program holds beyond the device's own.</summary>
    long HostBytesInUse { get; }

    /// <summary>Bytes that it may still take.</summary>
    long HostBytesLeft { get; }

    /// <summary>Takes bytes of .NET's memory, or raises <c>not enough memory</c>.</summary>
    void TakeHost(long bytes);

    /// <summary>Gives back what was taken since <see cref="HostBytesInUse"/> had a value.</summary>
    void ReturnHost(long before);

    // ---- Memory

    /// <summary>Bytes of Lua data in use.</summary>
    uint BytesInUse { get; }

    /// <summary>The most bytes of Lua data that were in use at any time since the state was made.</summary>
    uint PeakBytes { get; }

    /// <summary>The collector's estimate of the bytes that are not garbage.</summary>
    uint BytesEstimated { get; }

    /// <summary>Objects that the collector has visited since the state was made.</summary>
    long VisitedObjects { get; }

    /// <summary>Cycles of the collector since the state was made.</summary>
    long Cycles { get; }

    /// <summary>Takes a block that counts as Lua data, or raises <c>not enough memory</c>
    /// (luaM_malloc).</summary>
    /// <returns>Its address.</returns>
    uint TakeBlock(uint bytes);

    /// <summary>Takes a block that does not count as Lua data (malloc).</summary>
    /// <returns>Its address; 0 if there is no room.</returns>
    uint TakeSystemBlock(uint bytes);

    /// <summary>Gives back a block.</summary>
    void ReturnBlock(uint address);

    /// <summary>Collects all garbage (luaC_fullgc).</summary>
    void FullCollect();

    /// <summary>When memory is collected because it is short: <c>node.egc.setmode</c>.</summary>
    void SetEmergencyMode(EgcMode mode, int limit);

    /// <summary>The first fault in the state's memory, or null.</summary>
    string? FindFault();

    /// <summary>The number of parameters that the Lua function at an index names; null for anything
    /// else.</summary>
    int? ParameterCount(int index);

    /// <summary>Everything that counts as Lua data in use.</summary>
    IReadOnlyList<HeapPart> FindParts();

    /// <summary>Lets the device's recorder know the functions of the images, also those that have not
    /// run.</summary>
    void NoteImages();

    /// <summary>The sizes of what the state keeps between programs.</summary>
    VectorSizes Vectors { get; }

    /// <summary>Makes Debug builds check the memory after each cycle of the collector.</summary>
    bool ChecksMemory { set; }

    /// <summary>Saves or loads the variables of the state that lie outside its memory.</summary>
    void Transfer(Esp8266.StateStream state);

    /// <summary>Closes upvalues and runs every finalizer before a restart (lua_close).</summary>
    void Close();
}
