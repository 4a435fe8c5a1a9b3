namespace Lfs.Runtime;

// Bounds of the work that Lua may do.
public sealed partial class LfsDevice
{
    /// <summary>Limits the work that Lua may do from now on. At the limit, the running
    /// call ends with a <see cref="LuaException"/> of kind
    /// <see cref="LuaErrorKind.Budget"/>, which <c>pcall</c> cannot catch.</summary>
    /// <remarks>
    /// The limit survives restarts. Finalizers have a budget of the same size for themselves, so that an
    /// endless finalizer takes nothing from the program that it interrupts. When that budget is used up, the
    /// finalizer ends, and other finalizers wait for the next call of this method.
    /// </remarks>
    /// <param name="instructions">The budget in instructions, counted at calls and
    /// backward jumps. The work of libraries counts too. <see cref="long.MaxValue"/>
    /// means no limit; 0 or less is used up at once.</param>
    /// <param name="cancellation">Ends the running call from outside.</param>
    public void SetBudget(long instructions, CancellationToken cancellation = default) => Enter([], _ =>
    {
        _cancellation = cancellation;
        State.SetBudget(instructions, cancellation);
    });

    /// <summary>The rest of the budget, in instructions.</summary>
    public long BudgetLeft => Alive(State.BudgetLeft);

    /// <summary>Limits the work that Lua may do until the returned object is disposed. Then the budget from
    /// before goes on, less what was used.</summary>
    /// <remarks>A budget inside another never allows more than what is left of the outer one, and either
    /// cancellation ends the work. Budgets end in the reverse order of their beginnings.</remarks>
    /// <param name="instructions">As for <see cref="SetBudget"/>.</param>
    /// <param name="cancellation">As for <see cref="SetBudget"/>.</param>
    /// <returns>Ends the budget when it is disposed.</returns>
    public IDisposable Budget(long instructions, CancellationToken cancellation = default)
    {
        BudgetScope? scope = null;
        Enter([], _ => scope = new BudgetScope(this, instructions, cancellation));
        return scope ?? throw Ended();
    }

    /// <summary>A budget with an end.</summary>
    sealed class BudgetScope : IDisposable
    {
        readonly LfsDevice _device;
        readonly long _outer;
        readonly long _limit;
        readonly CancellationToken _outerCancellation;
        readonly CancellationTokenSource? _both;
        bool _isOver;

        public BudgetScope(LfsDevice device, long instructions, CancellationToken cancellation)
        {
            _device = device;
            _outer = device.State.BudgetLeft;
            _outerCancellation = device._cancellation;
            _limit = Math.Min(_outer, Math.Max(instructions, 0));
            if (cancellation.CanBeCanceled && _outerCancellation.CanBeCanceled)
                _both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _outerCancellation);
            device._cancellation =
                _both?.Token ?? (cancellation.CanBeCanceled ? cancellation : _outerCancellation);
            device.State.SetBudget(_limit, device._cancellation);
        }

        public void Dispose()
        {
            if (_isOver)
                return;
            _isOver = true;
            if (!_device._guard.IsDisposed)
                _device._guard.Call(() => { }, Restore, true, evenOff: true);
            _both?.Dispose();
        }

        bool Restore()
        {
            // No bound has no rest.
            long used = _limit == long.MaxValue ? 0 : _limit - _device.State.BudgetLeft;
            _device._cancellation = _outerCancellation;
            _device.State.SetBudget(
                _outer == long.MaxValue ? _outer : Math.Max(0, _outer - used), _outerCancellation);
            return true;
        }
    }
}
