namespace Lfs.Compiler;

/// <summary>Counts the work of a compilation, reports it to the host and lets the host cancel it.</summary>
/// <param name="heard">Receives the work since its last call; null if the host does not count.</param>
/// <param name="cancellation">Ends the compilation.</param>
sealed class WorkMeter(Action<int>? heard, CancellationToken cancellation)
{
    /// <summary>The work between two reports: well under a millisecond.</summary>
    const int Interval = 1024;
    int _work;

    /// <summary>Adds steps. One step is about the time that a byte of the source takes.</summary>
    public void Add(int steps)
    {
        _work += steps;
        if (_work >= Interval)
            Tell();
    }

    /// <summary>Adds the cost of a linear search for a variable.</summary>
    /// <param name="passed">The number of variables examined.</param>
    public void AddSearch(int passed) => Add(2 + (passed >> 2));

    void Tell()
    {
        int work = _work;
        _work = 0;
        cancellation.ThrowIfCancellationRequested();
        heard?.Invoke(work);
    }
}
