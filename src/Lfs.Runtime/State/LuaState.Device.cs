using Lfs.Compiler;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// What device modules and the hosting API ask of the parts beside the layers, as ILuaState names it.
unsafe partial class LuaState<T> : ILuaState
{
    public LuaTarget Target => T.Target;
    public long VisitedObjects => Gc.VisitedObjects;
    public long Cycles => Gc.Cycles;
    public VectorSizes Vectors => Checks.Vectors;
    public bool ChecksMemory { set => Checks.ChecksMemory = value; }
    public void FullCollect() => Gc.FullCollect();
    public void SetEmergencyMode(EgcMode mode, int limit) => Gc.SetEmergencyMode(mode, limit);
    public string? FindFault() => Checks.FindFault();

    /// <summary>Everything that counts as Lua data in use.</summary>
    public IReadOnlyList<HeapPart> FindParts() => Checks.FindParts();

    /// <summary>Lets the device's recorder know the functions of the images, also those that have not
    /// run.</summary>
    public void NoteImages() => Tracing?.NoteImages();
    public void Close() => Opening.Close();
    public int StripFunction(int index, int level) => Introspection.StripFunction(index, level);
    int ILuaState.StripDefault(int level) => Introspection.StripDefault(level);

    public LuaStatus LoadChunk(byte[] chunk, ReadOnlySpan<byte> name, bool isFile) =>
        Chunks.Load(chunk, name, isFile: isFile);

    /// <summary>Writes to the console, or to the pipe of <c>node.output</c>. To look for that pipe makes a
    /// string of its name.</summary>
    /// <exception cref="RestartRequest">The pipe cannot be written to. A report of that would be written to
    /// the pipe again.</exception>
    /// <remarks>Source: node.c, <c>output_redirect</c>.</remarks>
    public void WriteOutput(ReadOnlySpan<byte> text)
    {
        int count = Count;
        PushString("stdout"u8);
        RawGet(ILuaState.RegistryIndex);
        if (TypeOf(-1) == BasicType.Table)
            WriteToPipe(text);
        else
            Device.Console.Write(text);
        SetCount(count);
    }

    void WriteToPipe(ReadOnlySpan<byte> text)
    {
        if (Device.Life.Of<OutputSettings>().IsSerial)
            Device.Console.Write(text);
        RawGetInt(-1, 1);
        Insert(-2);
        PushString(text);
        if (ProtectedCall(2, 0) == LuaStatus.Ok)
            return;
        TryString(-1, out ReadOnlySpan<byte> message);
        Device.Console.Write([.. "error calling stdout:write("u8, .. message, .. ")\n"u8]);
        throw new RestartRequest();
    }

    public void PushFunction(LuaFunction function) => PushLightFunction(CodeOf(function));

    public void PushClosure(LuaFunction function, int upvalues) => PushClosure(CodeOf(function), upvalues);

    public void PushJoined(NextPiece next)
    {
        LuaBuffer<T> buffer = new(this);
        for (ReadOnlySpan<byte> piece = next(); !piece.IsEmpty; piece = next())
            buffer.AddEach(piece);
        buffer.Push();
    }

    public byte[]? DumpFunction(int index, int strip) => Chunks.Dump(index, (DebugLevel)strip, out _);

    /// <summary>Opens one module, as a library is opened.</summary>
    internal Action<LuaState<T>, LuaFunction, string> ModuleOpener { get; set; } = (_, _, _) => { };

    public void OpenModules()
    {
        foreach ((string name, LuaFunction open) in _firmware.Openers)
            ModuleOpener(this, open, name);
    }

    public void PushRomTable(RomTable table) => PushRoTable(_firmware.TableOf(table));

    public bool PushFunctionAt(int level)
    {
        if (!Introspection.FindActivation(0, level, out Activation at, named: false) || at.Function == 0)
            return false;
        PushFunctionOf(at);
        return true;
    }

    public string Traceback(int coroutine = 0)
    {
        HostText<T> text = new(this);
        uint thread = coroutine == 0 ? 0 : ToThread(coroutine);
        Traceback<T>.Write(new HostTraceback<T>(this, text), this, thread, level: 0);
        return text.ToString();
    }

    public void BeginCoroutine(int arguments)
    {
        EnsureStack(2, "too many arguments");
        int function = Count - arguments;
        uint thread = PushThread();
        PushValue(function);
        MoveTo(thread, 1);
        Replace(function);
    }

    public LuaStatus ResumeCoroutine(int index, int arguments)
    {
        uint thread = ToThread(index);
        if (Resume(thread, arguments) >= 0)
            return StatusOf(thread) == "suspended" ? LuaStatus.Yield : LuaStatus.Ok;
        return TryString(-1, out ReadOnlySpan<byte> text) && text.SequenceEqual("not enough memory"u8)
            ? LuaStatus.MemoryError : LuaStatus.RuntimeError;
    }

    public int AddHostFunction(LuaFunction function) => AddHostFunction((HostFunction<T>)function.Invoke);

    public void ReplaceHostFunction(int number, LuaFunction function) =>
        HostFunctions[number] = function.Invoke;

    public bool CanHold(long integer)
    {
        const double Past64Bits = 9223372036854775808;
        if (T.Is53 || !T.HasFloats)
            return T.IntegerBits == 64 || integer == (int)integer;
        return (double)integer < Past64Bits && (long)(double)integer == integer;
    }

    public bool CanHold(double number)
    {
        if (!T.HasFloats)
            return number == Math.Floor(number) && number is >= int.MinValue and <= int.MaxValue;
        T slot = default;
        slot.Float = number;
        return double.IsFinite(number) == double.IsFinite(slot.Float);
    }

    /// <summary>The blocks that a module holds while it works, with their sizes, and if they count as Lua
    /// data.</summary>
    internal Dictionary<uint, (uint Bytes, bool IsCounted)> TakenBlocks { get; } = [];

    uint ILuaState.TakeBlock(uint bytes)
    {
        uint at = Alloc(bytes);
        TakenBlocks.Add(at, (bytes, true));
        return at;
    }

    uint ILuaState.TakeSystemBlock(uint bytes)
    {
        uint at = _heap.Allocate(bytes);
        if (at != 0)
            TakenBlocks.Add(at, (bytes, false));
        return at;
    }

    void ILuaState.ReturnBlock(uint address)
    {
        TakenBlocks.Remove(address, out (uint Bytes, bool IsCounted) block);
        if (block.IsCounted)
            Free(address, block.Bytes);
        else
            _heap.Free(address);
    }
}
