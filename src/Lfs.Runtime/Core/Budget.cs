namespace Lfs.Runtime.Core;

// A host's bounds on work. Calls, jumps back and library loops count down a slice; when it is used up, the
// whole budget and the cancellation are looked at here. Nothing is checked per instruction.
unsafe partial class VmState<T>
{
    const long SliceLength = 1 << 20;
    const long Unbounded = long.MaxValue;
    long _slice;
    long _budgetLeft = Unbounded;
    internal CancellationToken Cancellation;

    /// <summary>
    /// What the account that is not in use has left: that of finalizers; that of the program while one runs.
    /// </summary>
    long _otherBudgetLeft = Unbounded;
    internal bool IsOnFinalizerAccount;

    /// <summary>Bounds the work from now on.</summary>
    /// <param name="instructions">
    /// How much; 0 or less is used up at once; <see cref="long.MaxValue"/> for no bound.
    /// </param>
    /// <param name="cancellation">Stops it from outside.</param>
    public void SetBudget(long instructions, CancellationToken cancellation)
    {
        _budgetLeft = _otherBudgetLeft = Math.Max(instructions, 0);
        Cancellation = cancellation;
        NextSlice();
    }

    void NextSlice()
    {
        // Short slices notice a cancellation soon: 65,536 instructions take a few milliseconds at most.
        long most = Cancellation.CanBeCanceled ? 1 << 16 : SliceLength;
        _slice = Math.Min(_budgetLeft, most);
        SliceLeft = _slice;
    }

    /// <summary>Ends the slice, so that the interpreter stops at its next call or jump back.</summary>
    internal void InterruptSoon()
    {
        _slice -= SliceLeft;
        SliceLeft = 0;
    }

    /// <summary>Instructions left of the program's bound.</summary>
    public long BudgetLeft => Math.Max(
        IsOnFinalizerAccount ? _otherBudgetLeft
            : _budgetLeft == Unbounded ? Unbounded : _budgetLeft - (_slice - SliceLeft),
        0);

    /// <summary>
    /// Counts work of the core's own, which is no place to stop at: the next jump back or call sees it.
    /// </summary>
    internal void Charge(long work) => SliceLeft -= work;

    internal void RefillBudget()
    {
        SettleSlice();
        if (_budgetLeft <= 0)
            throw new BudgetExceeded("instruction budget exceeded", isCancelled: false);
        HearCancellation();
        NextSlice();
    }

    void SettleSlice()
    {
        if (_budgetLeft != Unbounded)
            _budgetLeft -= _slice - SliceLeft;
        _slice = 0;
        SliceLeft = 0;
    }

    /// <summary>
    /// Ends the work if the host wants that: also asked where one instruction takes long, between the pieces
    /// of a collection.
    /// </summary>
    internal void HearCancellation()
    {
        if (Cancellation.IsCancellationRequested)
            throw new BudgetExceeded("cancelled", isCancelled: true);
    }

    /// <summary>Does short work of the host's own that counts on no account.</summary>
    public LuaStatus Uncounted(Func<LuaStatus> work)
    {
        SettleSlice();
        (long left, CancellationToken cancellation) = (_budgetLeft, Cancellation);
        (_budgetLeft, Cancellation) = (Unbounded, CancellationToken.None);
        NextSlice();
        try
        {
            return work();
        }
        finally
        {
            (_budgetLeft, Cancellation) = (left, cancellation);
            NextSlice();
        }
    }

    /// <summary>Copies bytes. A cancellation is heard between the pieces of a long text.</summary>
    internal void CopyBytes(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (; from.Length > LongPiece; from = from[LongPiece..], to = to[LongPiece..])
        {
            from[..LongPiece].CopyTo(to);
            HearCancellation();
        }
        from.CopyTo(to);
    }

    /// <summary>Sets bytes to zero. A cancellation is heard between the pieces of a long stretch.</summary>
    internal void ClearBytes(Span<byte> bytes)
    {
        for (; bytes.Length > LongPiece; bytes = bytes[LongPiece..])
        {
            bytes[..LongPiece].Clear();
            HearCancellation();
        }
        bytes.Clear();
    }

    /// <summary>A megabyte is copied in well under a millisecond.</summary>
    internal const int LongPiece = 1 << 20;

    // Finalizers have an account of their own, as large as the program's: one that never ends takes nothing
    // from the run that it happens to interrupt, which may be another program's. When it is used up, the
    // finalizer that runs is ended, and those that are due wait for the host's next budget.

    /// <summary>True if the account of finalizers is not used up.</summary>
    internal bool MayFinalize => IsOnFinalizerAccount || _otherBudgetLeft > 0;

    /// <summary>Lets what follows count on the finalizers' account. False if it did so before.</summary>
    internal bool EnterFinalizerAccount()
    {
        if (IsOnFinalizerAccount)
            return false;
        IsOnFinalizerAccount = true;
        SwapAccounts();
        return true;
    }

    internal void LeaveFinalizerAccount(bool entered)
    {
        if (!entered)
            return;
        IsOnFinalizerAccount = false;
        SwapAccounts();
    }

    void SwapAccounts()
    {
        SettleSlice();
        (_budgetLeft, _otherBudgetLeft) = (_otherBudgetLeft, _budgetLeft);
        NextSlice();
    }
}
