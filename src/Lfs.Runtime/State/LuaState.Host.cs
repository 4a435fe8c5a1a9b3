using System.Text;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Core;

// What the hosting API needs beyond a library function.
unsafe partial class LuaState<T>
{
    /// <summary>
    /// Pushes a function of the host as a light function. Its code address lies in instruction RAM.
    /// </summary>
    public void PushHostFunction(int number)
    {
        SetRef(Top, Tag<T>.LightFunction, Firmware<T>.HostCodeStart + (uint)number * Firmware<T>.CodeStep);
        Top++;
    }

    public uint PushHostClosure(int number)
    {
        PushClosure(Firmware<T>.HostCodeStart + (uint)number * Firmware<T>.CodeStep, 0);
        return Top[-1].Ref;
    }

    public uint RunningHostClosure => RunningClosure == null ? 0 : Addr(RunningClosure);

    public ErrorCause? Cause { get; set; }

    /// <summary>
    /// Raises an error because the host has failed, with the position of its caller and the name of the
    /// running function.
    /// </summary>
    public LuaStatus RaiseHostFailure(Exception exception, string? name = null)
    {
        Exception cause = exception is HostFailure ? exception.InnerException! : exception;
        try
        {
            if (name is null && Introspection.FindActivation(0, 0, out Activation running)
                && running.Name.Length > 0)
                name = running.Name;
            string place = Where(1) + (string.IsNullOrEmpty(name) ? "" : $"{name}: ");
            PushString([.. Encoding.Latin1.GetBytes(place), .. Encoding.UTF8.GetBytes(cause.Message)]);
            NoteCause(cause);
            Introspection.Raise();
            return Raised;
        }
        catch (LuaError error)
        {
            return error.Status;
        }
    }

    /// <summary>Remembers the exception from which the error on top comes.</summary>
    public void NoteCause(Exception cause)
    {
        T value = Top[-1];
        Cause = new ErrorCause<T>(
            cause, value, Tag<T>.IsString(value.Tag) ? BytesOf(value.Ref).ToArray() : null);
    }

    /// <summary>The exception of the host's that the value on top comes from; null if none.</summary>
    public Exception? CauseOfTop()
    {
        if (Cause is not ErrorCause<T> cause)
            return null;
        T* top = Top - 1;
        T value = cause.Value;
        bool isSame = cause.Text is not { } text ? RawEqual(top, &value)
            : Tag<T>.IsString(top->Tag) && BytesOf(top->Ref).SequenceEqual(text);
        return isSame ? cause.Exception : null;
    }

    // The objects that handles of the host keep lie in a table that only the collector and these know. No
    // program can reach it, by the registry or otherwise.

    /// <summary>Keeps the object at an index under a number, which is free.</summary>
    public void HoldObject(int index, int number)
    {
        if (Handles == 0)
        {
            uint table = NewTable();
            Handles = table;
            // The roots may have been marked already in this cycle; 5.3 marks them again at its end.
            if (!T.Is53 && Gc.GcState == GcState.Propagate)
                Gc.MarkObject(table);
        }
        Table<T>* handles = TableAt(Handles);
        T* slot = SetInt(handles, number);
        *slot = *ValueAt(index);
        BarrierBack(handles, slot);
    }

    /// <summary>Lets go of an object. Takes no memory and raises no error.</summary>
    public void ReleaseObject(int number)
    {
        if (Handles == 0)
            return;
        T* slot = GetInt(TableAt(Handles), number);
        if (slot->Tag != Tag<T>.Nil)
            SetNil(slot);
    }

    /// <summary>Pushes an object that is kept.</summary>
    public void PushHeld(int number)
    {
        *Top = *GetInt(TableAt(Handles), number);
        Top++;
    }

    /// <summary>The number of parameters that the Lua function at an index names; null for anything
    /// else.</summary>
    public int? ParameterCount(int index)
    {
        T* value = ValueAt(index);
        bool isClosure = value->Tag == Tag<T>.Function && !ClosureAt(value->Ref)->IsHost;
        return isClosure ? ProtoAt(ClosureAt(value->Ref)->Code)->NumParams : null;
    }

    public long LayoutOf(int index)
    {
        T* value = ValueAt(index);
        if (value->Tag != Tag<T>.Table)
            return 0;
        Table<T>* table = TableAt(value->Ref);
        return ((long)table->Node << 32) | (uint)(table->Array ^ table->SizeArray);
    }

    public bool TryPushMember(int number, ReadOnlySpan<byte> key, bool withObject, int room)
    {
        T* held = GetInt(TableAt(Handles), number);
        uint limit = T.LinksFrames ? Ci53->Top : Ci->Top;
        if (key.Length > T.MaxInternedLength || limit < L->Top + (uint)(room * sizeof(T)))
            return false;
        Charge(ILuaState.HostCallInstructions);
        uint name = FindString(key, out _);
        T* field = name == 0 ? _nil : FindField(held, name);
        if (field->Tag == Tag<T>.Nil)
            return false;
        T* top = Top;
        *top++ = *field;
        if (withObject)
            *top++ = *held;
        Top = top;
        return true;
    }

    /// <summary>The field of a table, or of the tables that it inherits from by <c>__index</c>; nil if a
    /// function has to be asked.</summary>
    T* FindField(T* table, uint name)
    {
        const int MostLevels = 8;
        for (int level = 0; level < MostLevels && Tag<T>.Basic(table->Tag) == (int)BasicType.Table; level++)
        {
            T* field = GetStringAny(table->Ref, name);
            uint metatable = MetatableOf(table);
            if (field->Tag != Tag<T>.Nil || metatable == 0)
                return field;
            table = GetStringAny(metatable, TmName[(int)Event.Index]);
        }
        return _nil;
    }

    /// <summary>5.3: the number at an index is an integer.</summary>
    public bool IsInteger(int index) => T.HasIntegers && ValueAt(index)->Tag == Tag<T>.Integer;
}
