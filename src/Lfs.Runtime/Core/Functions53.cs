namespace Lfs.Runtime.Core;

// lfunc.c of 5.3: upvalues are shared and counted. The open ones of a thread hang in a list sorted by stack
// place.
sealed unsafe partial class Vm<T>
{
    UpVal53<T>* UpVal53At(uint address) => (UpVal53<T>*)At(address);

    static OpenUpval53* OpenPartOf(UpVal53<T>* uv) => (OpenUpval53*)&uv->Value;

    static bool IsOpen(UpVal53<T>* uv) => uv->V != Addr(&uv->Value);

    static uint UpVal53Bytes => 8 + (uint)sizeof(T);

    /// <summary>Gives a new closure closed upvalues that hold nil.</summary>
    void InitUpvals53(uint closure)
    {
        for (int i = 0; i < ClosureAt(closure)->NumUpvalues; i++)
        {
            uint at = Alloc(UpVal53Bytes);
            UpVal53<T>* uv = UpVal53At(at);
            uv->References = 1;
            uv->V = Addr(&uv->Value);
            SetNil(&uv->Value);
            UpvalRefs(ClosureAt(closure))[i] = at;
        }
    }

    /// <summary>The open upvalue for a stack slot. The caller counts its reference.</summary>
    uint FindUpval53(T* level)
    {
        uint slot = Addr(level);
        Thread53<T>* l = L53;
        uint* link = &l->OpenUpval;
        while (*link != 0 && UpVal53At(*link)->V >= slot)
        {
            if (UpVal53At(*link)->V == slot)
                return *link;
            link = &OpenPartOf(UpVal53At(*link))->Next;
        }
        uint at = Alloc(UpVal53Bytes);
        UpVal53<T>* uv = UpVal53At(at);
        uv->References = 0;
        uv->V = slot;
        OpenPartOf(uv)->Next = *link;
        OpenPartOf(uv)->Touched = 1;
        *link = at;
        if (l->TwUps == Addr(l))
        {
            l->TwUps = _g.TwUps;
            _g.TwUps = Addr(l);
        }
        return at;
    }

    void ReleaseUpval53(uint address)
    {
        UpVal53<T>* uv = UpVal53At(address);
        if (--uv->References == 0 && !IsOpen(uv))
            Free(address, UpVal53Bytes);
    }

    /// <summary>Closes the open upvalues of a thread at and above a stack slot.</summary>
    void CloseUpvals53(Thread53<T>* thread, uint level)
    {
        while (thread->OpenUpval != 0)
        {
            uint at = thread->OpenUpval;
            UpVal53<T>* uv = UpVal53At(at);
            if (uv->V < level)
                return;
            thread->OpenUpval = OpenPartOf(uv)->Next;
            if (uv->References == 0)
            {
                Free(at, UpVal53Bytes);
                continue;
            }
            uv->Value = *Slot(uv->V);
            uv->V = Addr(&uv->Value);
            BarrierUpval53(uv);
        }
    }

    /// <summary>
    /// A closed upvalue got a value. Its closures' colours are not known: the value is marked.
    /// </summary>
    void BarrierUpval53(UpVal53<T>* uv)
    {
        if (KeepsInvariant53 && !IsOpen(uv))
            MarkValue53(Slot(uv->V));
    }

    /// <summary>Pushes a closure of a main chunk. Its first upvalue is <c>_ENV</c>.</summary>
    void PushMainClosure53(uint proto)
    {
        uint closure = NewLuaClosure(proto, 0);
        SetRef(Top, Tag<T>.Function, closure);
        Top++;
        InitUpvals53(closure);
        if (ClosureAt(closure)->NumUpvalues == 0)
            return;
        UpVal53<T>* env = UpVal53At(UpvalRefs(ClosureAt(closure))[0]);
        env->Value = *Globals53;
        BarrierUpval53(env);
    }

    /// <summary>
    /// Pops a value into the first upvalue of the Lua closure below it; false if it has none.
    /// </summary>
    internal bool SetEnvironment53(int index)
    {
        T* value = ValueAt(index);
        bool has = value->Tag == Tag<T>.Function && ClosureAt(value->Ref)->NumUpvalues > 0;
        if (has)
        {
            UpVal53<T>* env = UpVal53At(UpvalRefs(ClosureAt(value->Ref))[0]);
            *Slot(env->V) = Top[-1];
            BarrierUpval53(env);
        }
        Top--;
        return has;
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

    /// <summary>
    /// Pushes the module of a name from the Application, else from the System image: their tables of modules
    /// give its Proto.
    /// </summary>
    bool PushModule53(ReadOnlySpan<byte> name)
    {
        if (name.Length > MaxRoName)
            return false;
        PushString(name);
        uint proto = FindModule53(_g.RoMain, Top[-1].Ref);
        if (proto == 0)
            proto = FindModule53(_g.SystemMain, Top[-1].Ref);
        Pop(1);
        if (proto == 0)
            return false;
        CheckGc();
        PushMainClosure53(proto);
        return true;
    }

    /// <summary>The Proto of a module in a table of modules; 0 if there is none.</summary>
    uint FindModule53(uint table, uint name)
    {
        if (table == 0)
            return 0;
        T* found = GetRo(table, name);
        return found->Tag == Tag<T>.LightUserdata ? found->Ref : 0;
    }

    /// <summary>
    /// Pushes build time and names of modules: the Application's, and what the System image has more.
    /// </summary>
    bool PushImageIndex53()
    {
        if (_g.RoMain == 0 && _g.SystemMain == 0)
            return false;
        PushInteger((Board.Lfs.Used > 0 ? Board.Lfs : Board.System).Time);
        PushTable(_g.RoMain == 0 ? 0 : ((RoTable*)At(_g.RoMain))->Count);
        int count = AddModuleNames53(_g.RoMain, hiddenBy: 0, 0);
        AddModuleNames53(_g.SystemMain, hiddenBy: _g.RoMain, count);
        return true;
    }

    int AddModuleNames53(uint table, uint hiddenBy, int count)
    {
        if (table == 0)
            return count;
        for (uint entry = ((RoTable*)At(table))->Entries; *(uint*)At(entry) != 0; entry += (uint)RoEntryBytes)
        {
            PushString(CString(*(uint*)At(entry)));
            if (FindModule53(hiddenBy, Top[-1].Ref) == 0)
                RawSetInt(-2, ++count);
            else
                Pop(1);
        }
        return count;
    }
}
