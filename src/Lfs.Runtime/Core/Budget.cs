namespace Lfs.Runtime.Core;

// A host's bounds on work. Backward jumps, calls and library loops count down a slice; when it is used up,
// the whole budget, the clock and the cancellation are looked at here. Nothing is checked per instruction.
sealed unsafe partial class Vm<T>
{
    const long SliceLength = 1 << 20;
    long _slice;
    long _budgetLeft = long.MaxValue;
    CancellationToken _cancellation;

    /// <summary>Bounds the work from now on.</summary>
    /// <param name="instructions">How much; <see cref="long.MaxValue"/> for no bound.</param>
    /// <param name="cancellation">Stops it from outside.</param>
    internal void SetBudget(long instructions, CancellationToken cancellation)
    {
        _budgetLeft = instructions;
        _cancellation = cancellation;
        _slice = 0;
        _budget = 0;
        NextSlice();
    }

    void NextSlice()
    {
        // Short slices notice a cancellation soon: 65,536 instructions take well under a millisecond.
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

    /// <summary>Instructions left of the bound.</summary>
    internal long BudgetLeft =>
        _budgetLeft == long.MaxValue ? long.MaxValue : _budgetLeft - (_slice - _budget);

    void RefillBudget()
    {
        if (_budgetLeft != long.MaxValue)
            _budgetLeft -= _slice - _budget;
        if (_budgetLeft <= 0)
        {
            _slice = 0;
            _budget = 0;
            throw new BudgetExceeded("instruction budget exceeded");
        }
        if (_cancellation.IsCancellationRequested)
            throw new BudgetExceeded("cancelled");
        NextSlice();
    }
}
