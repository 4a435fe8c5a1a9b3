using System.Diagnostics;
using System.Globalization;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Runtime.Core;

// ldo.c, luaD_protectedparser: source or a precompiled chunk becomes Protos in RAM. The compiler is the
// host's own; what it takes on a device meanwhile is modelled by CompilerRam. In 5.1 the collector rests, as
// on the device.
sealed unsafe partial class Chunks<T>(Vm<T> vm) : VmPart<T>(vm)
    where T : unmanaged, ITarget<T>
{
    /// <summary>The first byte of a precompiled chunk.</summary>
    internal const byte BinaryMark = 0x1B;

    /// <summary>The least budget that a load uses.</summary>
    const int LoadInstructions = 200;

    /// <summary>
    /// Pushes a closure of a chunk, or an error message.
    /// </summary>
    /// <param name="chunk">Lua source, or a precompiled chunk.</param>
    /// <param name="name">The chunk's name, as messages get it: <c>@file</c>, <c>=name</c> or the
    /// text.</param>
    /// <param name="nextPiece">Gives what follows the chunk's first piece; null if it is whole.</param>
    /// <param name="isFile">Skip a first line that begins with <c>#</c>.</param>
    internal LuaStatus Load(
        byte[] chunk, ReadOnlySpan<byte> name, Func<byte[]?>? nextPiece = null, bool isFile = false)
    {
        bool isText = chunk.Length == 0 || chunk[0] != BinaryMark;
        // To compile is work too: an instruction for a byte, and what the compiler tells as it goes on. The
        // verifier looks at a precompiled chunk again.
        Vm.Spend(LoadInstructions + (isText ? 1L : 2L) * chunk.Length + name.Length);
        if (T.CollectsBefore || !isText)
            Vm.CheckGc();      // What follows collects nothing: without this, a loop of loads fills the heap.
        name = Introspection<T>.UpToNul(name);
        long hostBytes = Vm.HostBytes;
        LuaStatus status = LuaStatus.MemoryError;
        try
        {
            if (Vm.CanTakeHost(chunk.Length + (long)NameFactor * name.Length))
            {
                LuaSource source = new(Introspection<T>.Latin(name), chunk)
                {
                    ChunkNameBytes = name.ToArray(),
                    NextPiece = nextPiece,
                    IsFile = isFile,
                };
                status = TryLoad(source, isText);
            }
        }
        finally
        {
            Vm.HostBytes = hostBytes;
        }
        if (status == LuaStatus.MemoryError)
        {
            Vm.SetString(Top, Vm.MemErrMsg);
            Top++;
        }
        return status;
    }

    /// <summary>Copies of a chunk's name that a load takes: in characters and bytes.</summary>
    const int NameFactor = 8;

    LuaStatus TryLoad(LuaSource source, bool isText)
    {
        uint top = Vm.SaveStack(Top);
        long hostBytes = Vm.HostBytes;
        try
        {
            string? error = isText ? LoadText(source) : LoadBinary(source);
            T* place = Vm.RestoreStack(top);
            if (error == null)
            {
                *place = Top[-1];
                Top = place + 1;
                return LuaStatus.Ok;
            }
            Vm.Charge(Calls<T>.ExceptionInstructions);      // The parser ends by one.
            *place = Top[-1];
            Top = place + 1;
            if (T.Is53)
                Vm.ShrinkStack53(L53);       // ldo.c, luaD_pcall.
            return LuaStatus.SyntaxError;
        }
        catch (LuaError failure) when (failure.Status == LuaStatus.MemoryError)
        {
            Vm.ResizingStrings = false;
            Vm.StackIsFixed = false;
            Top = Vm.RestoreStack(top);
            return LuaStatus.MemoryError;
        }
        finally
        {
            Vm.HostBytes = hostBytes;
        }
    }

    /// <summary>A copy of a chunk, if the host has room for it.</summary>
    internal byte[] CopyOfChunk(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length > Vm.Device.HostMemoryBytes - Vm.HostBytes)
            Allocator<T>.ThrowMemoryError();
        return chunk.ToArray();
    }

    /// <summary>Compiles a text and pushes its closure, above what anchors its strings; or an error
    /// message.</summary>
    string? LoadText(LuaSource source)
    {
        bool blocked = Gc.GcBlocked;
        Gc.GcBlocked = blocked || !T.CollectsInCompiler;
        try
        {
            CompilerRam ram = new(this, new LuaString(source.ChunkNameBytes));
            using (ram)
            {
                Proto? main = Translate(source, ram, DebugLevel.Full, out string error);
                if (main != null)
                {
                    ram.Finish();
                    return null;
                }
                // The compiler has put the message together on the stack, unless it failed before it began.
                if (ram.Message.Length == 0)
                    Vm.PushPieces(error);
                Debug.Assert(ram.Message.Length == 0 || ram.Message == error, "Both have the same message.");
                return error;
            }
        }
        finally
        {
            Gc.GcBlocked = blocked && !T.RestartsAfterLoad;
        }
    }

    string? LoadBinary(LuaSource source)
    {
        Proto? main = Translate(source, null, (DebugLevel)Vm.StripDefault, out string error);
        if (main == null)
        {
            Vm.PushPieces(error);
            return error;
        }
        PushChunk(main);
        return null;
    }

    static int CompilerNameBytes => ChunkName.CompilerSize(T.Target.Version);

    Proto? Translate(LuaSource source, CompilerRam? ram, DebugLevel debug, out string error)
    {
        CompiledModule module = LfsCompiler.Compile(
            source, new CompileOptions(T.Target, debug)
            {
                Memory = ram,
                TakeHostMemory = Vm.TakeHost,
                LongBits = StringTable<T>.LongBits,
                Work = Vm.Spend,
            });
        // Warnings come first.
        error = module.Main == null ? MessageOf(module.Diagnostics[^1], source) : "";
        return module.Main;
    }

    string MessageOf(Diagnostic why, LuaSource source)
    {
        if (why.Id == DiagnosticId.BadChunk)
        {
            LuaString name = ChunkName.Unshortened(new LuaString(source.ChunkNameBytes));
            return $"{Vm.TextOf(name.Bytes)}: {why.Message}";
        }
        return why.Line == 0
            ? why.Message
            : string.Create(CultureInfo.InvariantCulture,
                $"{Introspection<T>.ShortSource(source.ChunkNameBytes, CompilerNameBytes)}:"
                    + $"{why.Line}: {why.Message}");
    }

    void PushChunk(Proto main)
    {
        _longStrings = [];
        bool blocked = Gc.GcBlocked;
        Gc.GcBlocked = true;
        try
        {
            uint proto = MakeProto(main);
            if (T.Is53)
            {
                Vm.PushMainClosure53(proto);
                return;
            }
            uint closure = Vm.NewLuaClosure(proto, L51->Globals.Ref);
            SetRef(Top, Tag<T>.Function, closure);
            Top++;
            for (int i = 0; i < main.Upvalues.Length; i++)
                UpvalRefs(ClosureAt(closure))[i] = Vm.NewUpval();
        }
        finally
        {
            Gc.GcBlocked = blocked;
            _longStrings = [];
        }
    }

    /// <summary>Places a Proto and its children in RAM. Nothing is collected meanwhile.</summary>
    uint MakeProto(Proto source)
    {
        Debug.Assert(Gc.GcBlocked, "Nothing is collected while a prototype is placed.");
        uint at = Vm.NewProto();
        Proto<T>* f = ProtoAt(at);
        f->LineDefined = (uint)source.LineDefined;
        f->LastLine = (uint)source.LastLineDefined;
        f->NumParams = source.NumParams;
        f->IsVararg = source.IsVararg;
        f->MaxStackSize = source.MaxStackSize;
        f->Source = NameOrNone(source.Source);
        Vm.HearCancellation();
        Vm.Charge(16 + ((source.Code.Length + source.LineInfo.Length) >> 4) + source.Constants.Length
            + source.LocVars.Length);
        PlaceConstants(f, source.Constants);
        PlaceCode(f, source);
        PlaceDebug(f, source);
        if (source.Protos.Length > 0)
        {
            f->P = AllocCleared((uint)source.Protos.Length * 4);
            f->SizeP = (uint)source.Protos.Length;
            for (int i = 0; i < source.Protos.Length; i++)
                ((uint*)At(f->P))[i] = MakeProto(source.Protos[i]);
        }
        return at;
    }

    uint AllocCleared(uint bytes)
    {
        uint at = Vm.Alloc(bytes);
        new Span<byte>(At(at), (int)bytes).Clear();
        return at;
    }

    void PlaceConstants(Proto<T>* f, Constant[] constants)
    {
        if (constants.Length == 0)
            return;
        f->K = AllocCleared((uint)(constants.Length * sizeof(T)));
        f->SizeK = (uint)constants.Length;
        for (int i = 0; i < constants.Length; i++)
        {
            T* k = Slot(f->K) + i;
            Constant constant = constants[i];
            switch (constant.Kind)
            {
                case ConstantKind.Boolean:
                    SetBoolean(k, constant.AsBoolean);
                    break;
                case ConstantKind.Float:
                    SetNumber(k, constant.AsFloat);
                    break;
                case ConstantKind.Integer:
                    SetInteger(k, constant.AsInteger);
                    break;
                case ConstantKind.String:
                    Vm.SetString(k, PlaceString(constant.Text!));
                    break;
            }
        }
    }

    void PlaceCode(Proto<T>* f, Proto source)
    {
        Debug.Assert(source.Code.Length > 0, "A function has an instruction.");
        Debug.Assert(f->Code == 0, "The code of a function is placed once.");
        f->Code = Vm.Alloc((uint)source.Code.Length * 4);
        f->SizeCode = (uint)source.Code.Length;
        source.Code.AsSpan().CopyTo(new Span<uint>(At(f->Code), source.Code.Length));
        if (source.LineInfo.Length == 0)
            return;
        f->LineInfo = Vm.Alloc((uint)source.LineInfo.Length);
        if (T.LineInfoHasSize)
            f->SizeLineInfo = (uint)source.LineInfo.Length;
        source.LineInfo.AsSpan().CopyTo(new Span<byte>(At(f->LineInfo), source.LineInfo.Length));
    }

    void PlaceDebug(Proto<T>* f, Proto source)
    {
        if (source.LocVars.Length > 0)
        {
            f->LocVars = AllocCleared((uint)(source.LocVars.Length * sizeof(LocVarRecord)));
            f->SizeLocVars = (uint)source.LocVars.Length;
            for (int i = 0; i < source.LocVars.Length; i++)
            {
                LocVar local = source.LocVars[i];
                LocVarRecord* record = (LocVarRecord*)At(f->LocVars) + i;
                record->Name = NameOrNone(local.Name);
                record->StartPc = local.StartPc;
                record->EndPc = local.EndPc;
            }
        }
        if (T.UpvaluesHavePlaces)
            PlaceUpvalues53(f, source.Upvalues);
        else
            PlaceUpvalueNames(f, source.Upvalues);
    }

    void PlaceUpvalueNames(Proto<T>* f, UpvalueDescriptor[] upvalues)
    {
        Debug.Assert(upvalues.Length <= byte.MaxValue, "The upvalues of a function are counted in a byte.");
        f->NumUpvalues = (byte)upvalues.Length;
        if (upvalues.Length == 0 || upvalues[0].Name == null)
            return;
        f->Upvalues = AllocCleared((uint)upvalues.Length * 4);
        f->SizeUpvalues = (uint)upvalues.Length;
        for (int i = 0; i < upvalues.Length; i++)
            ((uint*)At(f->Upvalues))[i] = NameOrNone(upvalues[i].Name);
    }

    uint NameOrNone(LuaString? name) => name == null ? 0 : PlaceString(name);

    /// <summary>
    /// 5.3: the long strings of the chunk that is being loaded. They are not interned, but it has one each.
    /// </summary>
    Dictionary<LuaString, uint> _longStrings = [];

    uint PlaceString(LuaString text)
    {
        if (text.Bytes.Length <= T.MaxInternedLength)
            return Vm.NewString(text.Bytes);
        if (!_longStrings.TryGetValue(text, out uint at))
            _longStrings.Add(text, at = Vm.NewString(text.Bytes));
        return at;
    }

    /// <summary>Pushes a new closure of a Proto in ROM: a module of the image.</summary>
    internal void PushRomClosure(uint proto)
    {
        Vm.CheckGc();
        uint closure = Vm.NewLuaClosure(proto, L51->Globals.Ref);
        SetRef(Top, Tag<T>.Function, closure);
        Top++;
        for (int i = 0; i < ProtoAt(proto)->NumUpvalues; i++)
            UpvalRefs(ClosureAt(closure))[i] = Vm.NewUpval();
    }

    void PlaceUpvalues53(Proto<T>* f, Lfs.Compiler.Bytecode.UpvalueDescriptor[] upvalues)
    {
        if (upvalues.Length == 0)
            return;
        f->Upvalues = AllocCleared((uint)(upvalues.Length * sizeof(UpvalDesc)));
        f->SizeUpvalues = (uint)upvalues.Length;
        for (int i = 0; i < upvalues.Length; i++)
        {
            UpvalDesc* descriptor = (UpvalDesc*)At(f->Upvalues) + i;
            descriptor->Name = NameOrNone(upvalues[i].Name);
            descriptor->InStack = (byte)(upvalues[i].InStack ? 1 : 0);
            descriptor->Index = upvalues[i].Index;
        }
    }
}
