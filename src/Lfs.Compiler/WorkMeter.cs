namespace Lfs.Compiler;

/// <summary>Counts what a compilation has done, and lets its host hear of it and end it.</summary>
/// <param name="heard">Gets the work since it was told last; null if nobody counts.</param>
/// <param name="cancellation">Ends the compilation.</param>
sealed class WorkMeter(Action<int>? heard, CancellationToken cancellation)
{
    /// <summary>After so much work the host hears of it: well under a millisecond.</summary>
    const int Interval = 1024;
    int _work;

    /// <summary>Adds steps of about the time that a byte of the source takes.</summary>
    public void Add(int steps)
    {
        _work += steps;
        if (_work >= Interval)
            Tell();
    }

    /// <summary>Adds a search for a variable among others.</summary>
    /// <param name="passed">How many were looked at.</param>
    public void AddSearch(int passed) => Add(2 + (passed >> 2));

    void Tell()
    {
        int work = _work;
        _work = 0;
        cancellation.ThrowIfCancellationRequested();
        heard?.Invoke(work);
    }
}
