namespace Lfs.Runtime.Host;

/// <summary>
/// The files that a Lua state has open, by the address of their userdata. The host's objects are found by it
/// and never by what a userdata contains, so that no program can forge a file.
/// </summary>
sealed class OpenFiles : IDisposable
{
    /// <summary>The most files at once: what a process usually may open, with much to spare.</summary>
    public const int Most = 256;

    readonly Dictionary<uint, LuaFile> _files = [];
    int _open;

    /// <summary>Another file can be opened.</summary>
    public bool HasRoom => _open < Most;

    /// <summary>The file of a userdata; null if it is none.</summary>
    public LuaFile? At(uint userdata) => _files.GetValueOrDefault(userdata);

    /// <summary>Gives a file to a new userdata.</summary>
    public void Add(uint userdata, LuaFile file)
    {
        // An earlier userdata at this address went without its finalizer: the program took it away.
        Remove(userdata);
        _files.Add(userdata, file);
        _open++;
    }

    /// <summary>Closes a file, whose userdata stays.</summary>
    public void Close(LuaFile file)
    {
        if (!file.IsClosed)
            _open--;
        file.Close();
    }

    /// <summary>Closes the file of a userdata that is gone.</summary>
    public void Remove(uint userdata)
    {
        if (!_files.Remove(userdata, out LuaFile? file))
            return;
        if (!file.IsClosed)
            _open--;
        file.Dispose();
    }

    /// <summary>Hands over to the system what was written: the program ends.</summary>
    public void Flush()
    {
        foreach (LuaFile file in _files.Values)
            file.TryFlush();
    }

    /// <summary>Closes all files: the state ends.</summary>
    public void Dispose()
    {
        foreach (LuaFile file in _files.Values)
            file.Dispose();
        _files.Clear();
        _open = 0;
    }
}
