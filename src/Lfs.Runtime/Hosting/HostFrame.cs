using System.Diagnostics;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Hosting;

/// <summary>What the values of a frame are to the host.</summary>
enum HostValues
{
    /// <summary>The results of a function of Lua.</summary>
    Results,

    /// <summary>The arguments of a function of the host.</summary>
    Arguments,

    /// <summary>A field of a table.</summary>
    Field,
}

/// <summary>
/// The part of Lua's stack that a call between host and device uses while it is open. Code of the host runs
/// between two operations, and may use the device as in a function that Lua calls; each operation crosses the
/// border on its own, by the rules of <see cref="Guard"/>.
/// </summary>
/// <remarks>Frames are used again. A version tells a frame from its later uses, so that a struct that
/// outlives its call is refused.</remarks>
sealed partial class HostFrame(HostState host)
{
    /// <summary>The slots that are reserved at a time.</summary>
    const int SlotsAtATime = 16;

    /// <summary>No stack of a device has so many slots: there is nothing at this index.</summary>
    const int Nowhere = 1 << 20;

    const string Closed = "The call has ended, or it never began.";

    int _room;
    long _hostBytes;
    bool _wasOutside;
    bool _isInvoked;
    int _first;

    /// <summary>The state that the frame belongs to.</summary>
    public HostState Host { get; } = host;

    /// <summary>The same, as Lua has it.</summary>
    public ILuaState Lua { get; } = host.Lua;

    /// <summary>The number of the present use.</summary>
    public int Version { get; private set; }

    /// <summary>The frame that was open before; in the list of free frames, the next.</summary>
    public HostFrame? Outer { get; set; }

    /// <summary>What is called or read; null in a function of the host.</summary>
    public LuaMember? Member { get; private set; }

    /// <summary>The name of the function of the host that runs; null for an anonymous one.</summary>
    public string? FunctionName { get; private set; }

    /// <summary>What the values are.</summary>
    public HostValues Values { get; set; }

    /// <summary>The number of values below the frame.</summary>
    public int Before { get; private set; }

    /// <summary>The number of results or arguments.</summary>
    public int ValueCount { get; private set; }

    /// <summary>True if the program ended itself by a restart: what follows does nothing.</summary>
    public bool IsCut { get; private set; }

    /// <summary>A frame that a struct of the API has.</summary>
    public static HostFrame Open(HostFrame? frame, int version)
    {
        if (frame is null || frame.Version != version)
            throw new InvalidOperationException(Closed);
        if (frame.Host.Guard.IsBroken)
            throw new InvalidOperationException(Guard.Stopped);
        return frame;
    }

    /// <summary>Opens the frame for a call of the host that has entered the device.</summary>
    public void OpenCall(LuaMember member, bool wasOutside)
    {
        (Member, FunctionName, Values, ValueCount) = (member, null, HostValues.Results, 0);
        _wasOutside = wasOutside;
        Begin();
    }

    /// <summary>Opens the frame for a function of the host, with its arguments.</summary>
    public void OpenFunction(string? name)
    {
        (Member, FunctionName, Values) = (null, name, HostValues.Arguments);
        Begin();
        (_first, ValueCount, _isInvoked) = (1, Before, true);
    }

    void Begin()
    {
        Before = Lua.Count;
        _hostBytes = Lua.HostBytesInUse;
        (_room, _depth) = (0, 0);
        (IsCut, _isInvoked) = (false, false);
    }

    /// <summary>Ends a call of the host. Does nothing the second time.</summary>
    public void Close(int version)
    {
        if (version == Version)
            Host.EndCalls(this);
    }

    /// <summary>Gives back what the frame has used, and leaves the device if the frame entered it.</summary>
    public void End()
    {
        Version++;
        Guard guard = Host.Guard;
        if (!guard.IsBroken)
        {
            Lua.ReturnHost(_hostBytes);
            if (Member is not null)
                Lua.SetCount(Before);
        }
        if (Member is not null)
            guard.End(_wasOutside);
    }

    /// <summary>Pushes what the call is about: a function, with its first argument if it takes the object, or
    /// a field.</summary>
    public void PushMember(int reference)
    {
        Debug.Assert(Member is not null, "A call of the host has a member.");
        if (Member.HasKey && Lua.TryPushMember(
            reference, Member.Key, Member.PassesSelf && Values == HostValues.Results, SlotsAtATime))
        {
            _room = SlotsAtATime - 3;
            return;
        }
        Work(static (key, given, reference) =>
        {
            var frame = (HostFrame)given!;
            ILuaState lua = frame.Lua;
            lua.Spend(ILuaState.HostCallInstructions);
            lua.EnsureStack(SlotsAtATime, "too many values");
            lua.PushHeld((int)reference);
            if (!frame.Member!.HasKey)
                return;
            lua.GetField(-1, key);
            if (frame.Member.PassesSelf && frame.Values == HostValues.Results)
                lua.Insert(-2);
            else
                lua.Remove(-2);
        }, Member.Key, this, reference);
        _room = SlotsAtATime - 3;
    }

    /// <summary>Pushes the main function of the module that the member is in. False if the image has
    /// none.</summary>
    public bool PushMain()
    {
        Work(static (_, given, _) =>
        {
            var frame = (HostFrame)given!;
            frame.Lua.Spend(ILuaState.HostCallInstructions);
            frame.Lua.EnsureStack(SlotsAtATime, "too many values");
            frame._flag = frame.Lua.PushModule(frame.Member!.ModuleKey);
        }, default, this);
        return IsCut || _flag;
    }

    // What a piece of work answers, because a static lambda has no closure.
    bool _flag;

    /// <summary>Prepares to push one value: this frame is the topmost one, and has room. False if the program
    /// has restarted the device.</summary>
    public bool Reserve()
    {
        if (!RequireTopmost())
            return false;
        if (--_room >= 0)
            return true;
        Work(static (_, given, _) => ((HostFrame)given!).Lua.EnsureStack(SlotsAtATime, "too many values"),
            default, this);
        _room = SlotsAtATime - 1;
        return !IsCut;
    }

    bool RequireTopmost()
    {
        if (Host.Current != this)
        {
            throw new InvalidOperationException(
                "Another call has begun in between: it has to end before this one goes on.");
        }
        if (Host.Guard.IsEnding)
            IsCut = true;
        return !IsCut;
    }

    public void PushString(ReadOnlySpan<byte> text)
    {
        if (Reserve())
            Work(static (text, given, _) => ((HostFrame)given!).Lua.PushString(text), text, this);
    }

    public void PushObject(LuaObject value)
    {
        if (!value.BelongsTo(Host))
            throw new InvalidOperationException(LuaObject.Stale);
        int reference = value.Reference;
        if (Reserve())
            Lua.PushHeld(reference);
    }

    public void PushValue(LuaValue value)
    {
        Host.Require(new ReadOnlySpan<LuaValue>(in value));
        if (value.Kind == LuaKind.String)
            PushString(value.AsBytes());
        else if (Reserve())
            Host.Push(value);
    }

    public void PushFunction(LuaHostCall function)
    {
        if (!Reserve())
            return;
        _function = function;
        Work(static (_, given, _) =>
        {
            var frame = (HostFrame)given!;
            frame.Host.PushFunction(HostState.Bind(frame._function!));
        }, default, this);
        _function = null;
    }

    LuaHostCall? _function;

    /// <summary>Pushes a new table. False if the program has restarted the device.</summary>
    public bool PushTable(int items, int fields)
    {
        if (!Reserve())
            return false;
        const int Shift = 32;
        Work(static (_, given, sizes) =>
            ((HostFrame)given!).Lua.PushTable((int)sizes, (int)(sizes >> Shift)),
            default, this, ((long)fields << Shift) | (uint)items);
        return !IsCut;
    }

    /// <summary>Pops an item into the table under it.</summary>
    public void StoreItem(int table, int number)
    {
        if (!RequirePushed(table, 1))
            return;
        Work(static (_, given, number) => ((HostFrame)given!).Lua.RawSetInt(-2, number),
            default, this, number);
        _room++;
    }

    /// <summary>Pops a key and a value into the table under them.</summary>
    public void StoreField(int table)
    {
        if (!RequirePushed(table, 2))
            return;
        Work(static (_, given, _) => ((HostFrame)given!).Lua.RawSet(-3), default, this);
        _room += 2;
    }

    /// <summary>Pops a value, and stores it under the member's key in the object under it.</summary>
    public void StoreMember()
    {
        if (!RequirePushed(Before + 1, 1))
            return;
        Work(static (key, given, _) => ((HostFrame)given!).Lua.SetField(-2, key), Member!.Key, this);
    }

    /// <summary>Drops what a failed push has left.</summary>
    public void DropTo(int count)
    {
        if (!Host.Guard.IsBroken && Lua.Count > count)
            Lua.SetCount(count);
    }

    bool RequirePushed(int below, int values)
    {
        if (RequireTopmost() && Lua.Count != below + values)
            throw new InvalidOperationException("A LuaPush pushes one value, and this one has not.");
        return !IsCut;
    }

    /// <summary>Calls the function with the arguments that lie above it.</summary>
    public void Invoke(int results)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(results, ILuaState.MultRet);
        if (_isInvoked)
            throw new InvalidOperationException("The function was called already.");
        if (!RequireTopmost())
            return;
        _isInvoked = true;
        if (results > SlotsAtATime)
        {
            Work(static (_, given, slots) =>
                ((HostFrame)given!).Lua.EnsureStack((int)slots, "too many results"), default, this, results);
        }
        Cross(static (_, given, results) =>
        {
            var frame = (HostFrame)given!;
            int arguments = frame.Lua.Count - frame.Before - 1;
            frame.Host.CallBelow(frame.Before, arguments, (int)results);
        }, default, this, results, isProtected: false);
        _room = 0;
        if (!IsCut)
            (_first, ValueCount) = (Before + 1, Lua.Count - Before);
    }

    /// <summary>Replaces the function and its arguments by a coroutine and these. A handle of the
    /// coroutine.</summary>
    public LuaObject BeginCoroutine()
    {
        Work(static (_, given, _) =>
        {
            var frame = (HostFrame)given!;
            frame.Lua.BeginCoroutine(frame.Lua.Count - frame.Before - 1);
        }, default, this);
        return IsCut ? throw NoResult() : ReadObject(new HostSlot(Before + 1, 1, null), "object");
    }

    /// <summary>Resumes the coroutine with the values above it. True if it has yielded, false if it has
    /// ended.</summary>
    /// <param name="cause">The exception that became the coroutine's last error.</param>
    public bool Resume(ref ErrorCause? cause)
    {
        if (!RequireTopmost())
            throw NoResult();
        ErrorCause? outer = Lua.Cause;
        Lua.Cause = cause;
        try
        {
            return Resume();
        }
        finally
        {
            cause = Lua.Cause;
            Lua.Cause = outer;
        }
    }

    bool Resume()
    {
        Work(static (_, given, _) =>
        {
            var frame = (HostFrame)given!;
            int coroutine = frame.Before + 1;
            frame._status = frame.Lua.ResumeCoroutine(coroutine, frame.Lua.Count - coroutine);
        }, default, this);
        if (IsCut)
            throw NoResult();
        if (_status > LuaStatus.Yield)
        {
            Cross(static (_, given, _) =>
            {
                var frame = (HostFrame)given!;
                string? traceback = frame.Host.Traceback(frame.Before + 1);
                throw frame.Host.Failure(frame._status, traceback);
            }, default, this, 0, isProtected: false);
        }
        _isInvoked = true;
        (_first, ValueCount) = (Before + 2, Lua.Count - Before - 1);
        return _status == LuaStatus.Yield;
    }

    LuaStatus _status;

    /// <summary>A result or an argument.</summary>
    public LuaReader ValueAt(int index, string? name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (IsCut)
            throw NoResult();
        if (!_isInvoked)
            throw new InvalidOperationException("The function has not been called yet.");
        int place = index < ValueCount ? _first + index : Nowhere;
        return new LuaReader(this, new HostSlot(place, index + 1, name));
    }

    /// <summary>The field that <see cref="PushMember"/> has pushed.</summary>
    public LuaReader PushedField() =>
        IsCut ? throw NoResult() : new LuaReader(this, new HostSlot(Before + 1, 1, null));

    LuaException NoResult() => new(
        $"The program ended before '{Member?.Path ?? FunctionName}' returned: it restarted the device, or "
        + "called os.exit.",
        LuaErrorKind.Restart);

    /// <summary>Does work on the state that may raise a Lua error.</summary>
    void Work(HostWork work, ReadOnlySpan<byte> text, object? given, long number = 0) =>
        Cross(work, text, given, number, isProtected: true);

    /// <summary>Crosses the border: code of the host becomes code of the device.</summary>
    void Cross(HostWork work, ReadOnlySpan<byte> text, object? given, long number, bool isProtected)
    {
        Guard guard = Host.Guard;
        guard.StepIn();
        try
        {
            if (isProtected)
                Host.Protected(work, text, given, number);
            else
                work(text, given, number);
        }
        catch (Exception exception) when (Guard.IsOfDevice(exception))
        {
            IsCut = true;
            if (guard.Outcome(exception) is { } failure)
                throw failure;
        }
        finally
        {
            guard.StepOut();
        }
    }
}
