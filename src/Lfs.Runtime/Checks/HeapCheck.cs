using System.Diagnostics;

namespace Lfs.Runtime.Core;

// Debug builds prove the collector's rules after its cycles, whatever runs.
unsafe partial class HeapChecks<T>
{
    // The walk costs about as much as a cycle: a device that collects at every allocation would crawl if each
    // one was checked. One object is looked at here for so many that the collector has visited.
    const int VisitsPerCheck = 16;
    long _checkedAt;
    int _objectsChecked;

    /// <summary>The check is on; only what measures the host's own memory switches it off.</summary>
    internal bool ChecksMemory { get; set; } = true;

    /// <summary>Walks the heap after a cycle of the collector, if the last walk is long enough ago.</summary>
    [Conditional("DEBUG")]
    internal void CheckMemory()
    {
        if (!ChecksMemory || Gc.VisitedObjects - _checkedAt < (long)VisitsPerCheck * _objectsChecked)
            return;
        HeapWalk walk = new(this);
        string? fault = walk.Run();
        Debug.Assert(fault == null, fault);
        _checkedAt = Gc.VisitedObjects;
        _objectsChecked = walk.Objects;
    }
}
