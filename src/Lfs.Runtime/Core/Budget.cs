namespace Lfs.Runtime.Core;

// A host's bounds on work. Calls, jumps back and library loops count down a slice; when it is used up, the
// whole budget and the cancellation are looked at here. Nothing is checked per instruction.
sealed unsafe partial class Vm<T>
{
    const long SliceLength = 1 << 20;
    const long Unbounded = long.MaxValue;
    long _slice;
    long _budgetLeft = Unbounded;
    CancellationToken _cancellation;

    /// <summary>
    /// What the account that is not in use has left: that of finalizers; that of the program while one runs.
    /// </summary>
    long _otherBudgetLeft = Unbounded;
    bool _isOnFinalizerAccount;

    /// <summary>Bounds the work from now on.</summary>
    /// <param name="instructions">
    /// How much; 0 or less is used up at once; <see cref="long.MaxValue"/> for no bound.
    /// </param>
    /// <param name="cancellation">Stops it from outside.</param>
    internal void SetBudget(long instructions, CancellationToken cancellation)
    {
        _budgetLeft = _otherBudgetLeft = Math.Max(instructions, 0);
        _cancellation = cancellation;
        NextSlice();
    }

    void NextSlice()
    {
        // Short slices notice a cancellation soon: 65,536 instructions take a few milliseconds at most.
        long most = _cancellation.CanBeCanceled ? 1 << 16 : SliceLength;
        _slice = Math.Min(_budgetLeft, most);
        _budget = _slice;
    }

    /// <summary>Ends the slice, so that the interpreter stops at its next call or jump back.</summary>
    void InterruptSoon()
    {
        _slice -= _budget;
        _budget = 0;
    }

    /// <summary>Instructions left of the program's bound.</summary>
    internal long BudgetLeft => Math.Max(
        _isOnFinalizerAccount ? _otherBudgetLeft
            : _budgetLeft == Unbounded ? Unbounded : _budgetLeft - (_slice - _budget),
        0);

    /// <summary>
    /// Counts work of the core's own, which is no place to stop at: the next jump back or call sees it.
    /// </summary>
    void Charge(long work) => _budget -= work;

    void RefillBudget()
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
            _budgetLeft -= _slice - _budget;
        _slice = 0;
        _budget = 0;
    }

    /// <summary>
    /// Ends the work if the host wants that: also asked where one instruction takes long, between the pieces
    /// of a collection.
    /// </summary>
    void HearCancellation()
    {
        if (_cancellation.IsCancellationRequested)
            throw new BudgetExceeded("cancelled", isCancelled: true);
    }

    /// <summary>Does short work of the host's own that counts on no account.</summary>
    internal LuaStatus Uncounted(Func<LuaStatus> work)
    {
        SettleSlice();
        (long left, CancellationToken cancellation) = (_budgetLeft, _cancellation);
        (_budgetLeft, _cancellation) = (Unbounded, CancellationToken.None);
        NextSlice();
        try
        {
            return work();
        }
        finally
        {
            (_budgetLeft, _cancellation) = (left, cancellation);
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
    void ClearBytes(Span<byte> bytes)
    {
        for (; bytes.Length > LongPiece; bytes = bytes[LongPiece..])
        {
            bytes[..LongPiece].Clear();
            HearCancellation();
        }
        bytes.Clear();
    }

    /// <summary>A megabyte is copied in well under a millisecond.</summary>
    const int LongPiece = 1 << 20;

    // Finalizers have an account of their own, as large as the program's: one that never ends takes nothing
    // from the run that it happens to interrupt, which may be another program's. When it is used up, the
    // finalizer that runs is ended, and those that are due wait for the host's next budget.

    /// <summary>Whether finalizers have something left of their account.</summary>
    bool MayFinalize => _isOnFinalizerAccount || _otherBudgetLeft > 0;

    /// <summary>Lets what follows count on the finalizers' account. False if it did so before.</summary>
    bool EnterFinalizerAccount()
    {
        if (_isOnFinalizerAccount)
            return false;
        _isOnFinalizerAccount = true;
        SwapAccounts();
        return true;
    }

    void LeaveFinalizerAccount(bool entered)
    {
        if (!entered)
            return;
        _isOnFinalizerAccount = false;
        SwapAccounts();
    }

    void SwapAccounts()
    {
        SettleSlice();
        (_budgetLeft, _otherBudgetLeft) = (_otherBudgetLeft, _budgetLeft);
        NextSlice();
    }
}
