using System.Text;

namespace Lfs.Runtime.Core;

/// <summary>
/// Tells the device's recorder what runs: the interpreter builds with <see cref="ITraced.Traces"/> report
/// each instruction, the heap each allocation. It only reads the device's memory.
/// </summary>
sealed unsafe class Tracing<T> : VmPart<T> where T : unmanaged, ITarget<T>
{
    readonly Recorder _recorder;

    // The instruction that was reported last. Only the interpreter knows it: the program counter in the frame
    // is saved where lvm.c saves it.
    uint _frame;
    uint _prototype;
    uint _code;
    int _instruction;
    long[] _counts = [];

    public Tracing(Vm<T> vm, Recorder recorder) : base(vm)
    {
        _recorder = recorder;
        recorder.BeginLife();
        _heap.Watch = recorder.RecordsAllocations ? NoteAllocation : null;
    }

    /// <summary>An instruction is about to run.</summary>
    /// <param name="frame">The address of its call frame.</param>
    /// <param name="prototype">The address of its function's prototype.</param>
    /// <param name="place">The address of the instruction.</param>
    public void Step(uint frame, uint prototype, uint place)
    {
        if (prototype != _prototype)
            Enter(prototype);
        _frame = frame;
        _instruction = (int)((place - _code) >> 2);
        if ((uint)_instruction < (uint)_counts.Length)
            _counts[_instruction]++;
    }

    void Enter(uint prototype)
    {
        _counts = FunctionAt(prototype).Counts;
        _prototype = prototype;
        _code = ProtoAt(prototype)->Code;
    }

    /// <summary>A prototype in RAM is freed; another function may come to lie there.</summary>
    public void Forget(uint prototype)
    {
        _recorder.Forget(prototype);
        if (prototype == _prototype)
            _prototype = 0;
    }

    /// <summary>Notes the functions of the mounted images, so that those that never run are known
    /// too.</summary>
    public void NoteImages()
    {
        NoteImage(Vm.RoMain);
        NoteImage(Vm.SystemMain);
    }

    void NoteImage(uint modules)
    {
        if (modules == 0)
            return;
        if (!T.HasModuleTables)
        {
            // The index function's own code is the linker's.
            Proto<T>* index = ProtoAt(modules);
            for (uint i = 0; i < index->SizeP; i++)
                FunctionAt(((uint*)At(index->P))[i]);
            return;
        }
        uint entry = ((RoTable*)At(modules))->Entries;
        for (; *(uint*)At(entry) != 0; entry += (uint)Tables<T>.RoEntryBytes)
        {
            T* value = (T*)At(entry + 4);
            if (value->Tag == Tag<T>.LightUserdata)
                FunctionAt(value->Ref);
        }
    }

    RecordedFunction FunctionAt(uint prototype) => _recorder.Find(prototype) ?? Add(prototype);

    // With the functions inside it: their lines have code, whether they run or not.
    RecordedFunction Add(uint prototype)
    {
        Proto<T>* f = ProtoAt(prototype);
        RecordedFunction function = _recorder.Add(prototype, NameOf(f), (int)f->LineDefined, LinesOf(f));
        for (uint i = 0; i < f->SizeP; i++)
        {
            uint inner = ((uint*)At(f->P))[i];
            if (inner != 0 && _recorder.Find(inner) is null)
                Add(inner);
        }
        return function;
    }

    // A file by its whole path; a text by what messages show.
    string NameOf(Proto<T>* f)
    {
        ReadOnlySpan<byte> source = Vm.Introspection.SourceOf(f);
        return source.Length > 0 && source[0] is (byte)'@' or (byte)'='
            ? Encoding.UTF8.GetString(source[1..])
            : Introspection<T>.ShortSource(source);
    }

    static int[] LinesOf(Proto<T>* f, byte* lineInfo)
    {
        int[] lines = new int[f->SizeCode];
        int at = 0;
        int line = 0;
        int last = -1;
        while (at < lines.Length && Introspection<T>.NextLine(ref lineInfo, ref line, ref last))
        {
            for (; at <= last && at < lines.Length; at++)
                lines[at] = line;
        }
        return lines;
    }

    int[] LinesOf(Proto<T>* f) =>
        f->LineInfo == 0 || (T.LineInfoHasSize && f->SizeLineInfo == 0)
            ? new int[f->SizeCode] : LinesOf(f, At(f->LineInfo));

    void NoteAllocation(uint address)
    {
        // Before the state is complete, nothing runs.
        if (Vm.Running == null || Vm.L->Stack == 0)
            return;
        if (T.Is53)
            NoteAllocation53(address);
        else
            NoteAllocation51(address);
    }

    void NoteAllocation51(uint address)
    {
        for (uint at = L51->Ci; at > L51->BaseCi; at -= (uint)sizeof(CallInfo51))
        {
            CallInfo51* ci = (CallInfo51*)At(at);
            if ((ci->Status & FrameStatus.Lua) != 0)
            {
                Note(address, Slot(ci->Func), at, at == L51->Ci, ci->SavedPc);
                return;
            }
        }
        _recorder.NoteBlock(address, default);
    }

    void NoteAllocation53(uint address)
    {
        for (uint at = L53->Ci; at != 0; at = Ci53At(at)->Previous)
        {
            CallInfo53* ci = Ci53At(at);
            if (Introspection<T>.IsLua(ci))
            {
                Note(address, Slot(ci->Func), at, at == L53->Ci, ci->SavedPc);
                return;
            }
        }
        _recorder.NoteBlock(address, default);
    }

    // A frame that has called something has saved its program counter, which is one ahead.
    void Note(uint address, T* function, uint frame, bool isTopmost, uint saved)
    {
        if (function->Tag != Tag<T>.Function)
            return;
        uint prototype = ClosureAt(function->Ref)->Code;
        int instruction = isTopmost && frame == _frame && prototype == _prototype
            ? _instruction : (int)((saved - ProtoAt(prototype)->Code) >> 2) - 1;
        _recorder.NoteBlock(address, FunctionAt(prototype).PlaceAt(instruction));
    }
}
