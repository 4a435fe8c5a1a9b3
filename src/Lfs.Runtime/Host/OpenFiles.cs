namespace Lfs.Runtime.Host;

/// <summary>
/// The open files of a Lua state, by the address of their userdata. The content of a userdata is never used
/// to find a file, so no program can forge one.
/// </summary>
sealed class OpenFiles : IDisposable
{
    /// <summary>The most files that can be open at once: well below the usual limit of a process.</summary>
    public const int Most = 256;

    readonly Dictionary<uint, LuaFile> _files = [];
    int _open;

    /// <summary>True if another file can be opened.</summary>
    public bool HasRoom => _open < Most;

    /// <summary>The file of a userdata; null if the userdata is not a file.</summary>
    public LuaFile? At(uint userdata) => _files.GetValueOrDefault(userdata);

    /// <summary>Associates a file with a new userdata.</summary>
    public void Add(uint userdata, LuaFile file)
    {
        // An earlier userdata at this address was collected without its finalizer,
        // because the program removed that.
        Remove(userdata);
        _files.Add(userdata, file);
        _open++;
    }

    /// <summary>Closes a file. Its userdata lives on.</summary>
    public void Close(LuaFile file)
    {
        if (!file.IsClosed)
            _open--;
        file.Close();
    }

    /// <summary>Closes the file of a userdata that was collected.</summary>
    public void Remove(uint userdata)
    {
        if (!_files.Remove(userdata, out LuaFile? file))
            return;
        if (!file.IsClosed)
            _open--;
        file.Dispose();
    }

    /// <summary>Flushes all files at the end of a program.</summary>
    public void Flush()
    {
        foreach (LuaFile file in _files.Values)
            file.TryFlush();
    }

    /// <summary>Closes all files at the end of the state.</summary>
    public void Dispose()
    {
        foreach (LuaFile file in _files.Values)
            file.Dispose();
        _files.Clear();
        _open = 0;
    }
}
