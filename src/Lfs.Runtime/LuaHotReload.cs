using System.Runtime.CompilerServices;
using Lfs.Compiler;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Runtime;

/// <summary>A Lua file of a project, for <see cref="LuaHotReload"/>.</summary>
/// <param name="Path">The file.</param>
/// <param name="ChunkPath">Its path in the project, which the names of its functions show.</param>
/// <param name="Module">The name of the module.</param>
/// <param name="Debug">The debug data to keep.</param>
public sealed record LuaProjectFile(string Path, string ChunkPath, string Module, DebugLevel Debug);

/// <summary>Gives devices of a running program the image of Lua files that were saved meanwhile: a reflash
/// and a restart, as the LFS paper has it. For development.</summary>
/// <remarks>
/// <para>The generated accessors of a Debug build use one under <c>dotnet watch</c>, and where the project
/// sets <c>LfsHotReload</c>. They look at the files when they are used, so a change reaches a device with
/// the next call of C#. A file with an error changes nothing; the build reports it.</para>
/// <para>Any thread may use it.</para>
/// </remarks>
public sealed class LuaHotReload
{
    /// <summary>How often the files are looked at, at most.</summary>
    const int PauseMilliseconds = 10;

    readonly object _gate = new();
    readonly bool _isOff;
    readonly ProjectSettings _settings;
    readonly LuaProjectFile[] _files;
    readonly FileStamp[] _stamps;
    readonly ProjectModule?[] _modules;
    readonly ConditionalWeakTable<LfsDevice, StrongBox<int>> _versions = [];
    byte[] _image = [];
    int _version;
    long _lookedAt;

    /// <summary>Begins with the files as they are.</summary>
    /// <param name="properties">The project's properties that decide the image, such as
    /// <c>LfsLuaVersion</c>.</param>
    /// <param name="files">The modules of the image.</param>
    /// <param name="onlyUnderWatch">True to do nothing if <c>dotnet watch</c> has not started the program
    /// (environment variable <c>DOTNET_WATCH</c>).</param>
    public LuaHotReload(
        IReadOnlyDictionary<string, string> properties, IReadOnlyList<LuaProjectFile> files,
        bool onlyUnderWatch = false)
    {
        ArgumentNullException.ThrowIfNull(properties);
        ArgumentNullException.ThrowIfNull(files);
        _isOff = onlyUnderWatch && Environment.GetEnvironmentVariable("DOTNET_WATCH") != "1";
        if (_isOff)
            files = [];
        _settings = ProjectSettings.Read(
            name => properties.TryGetValue(name, out string? value) ? value : "", new List<Diagnostic>());
        _files = [.. files];
        _modules = new ProjectModule?[_files.Length];
        _stamps = [.. _files.Select(file => FileStamp.Of(file.Path))];
        _lookedAt = Environment.TickCount64;
    }

    /// <summary>Replaces the image of a device, if files were saved since it got its own. A device on which a
    /// program runs, or which another thread uses, gets it later.</summary>
    /// <exception cref="LfsImageException">The device cannot use the image.</exception>
    /// <exception cref="LuaException">The device does not start with it.</exception>
    public void Apply(LfsDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (_isOff)
            return;
        byte[] image;
        lock (_gate)
        {
            Look();
            StrongBox<int> version = _versions.GetOrCreateValue(device);
            if (version.Value == _version || !device.IsIdle)
                return;
            version.Value = _version;
            image = _image;
        }
        device.ReplaceImage(image);
    }

    void Look()
    {
        if (Environment.TickCount64 - _lookedAt < PauseMilliseconds)
            return;
        bool isChanged = false;
        for (int i = 0; i < _files.Length; i++)
        {
            var stamp = FileStamp.Of(_files[i].Path);
            if (stamp == _stamps[i])
                continue;
            _stamps[i] = stamp;
            _modules[i] = null;
            isChanged = true;
        }
        if (isChanged && Link() is { } image)
        {
            _image = image;
            _version++;
        }
        _lookedAt = Environment.TickCount64;
    }

    byte[]? Link()
    {
        for (int i = 0; i < _files.Length; i++)
        {
            _modules[i] ??= Compile(_files[i]);
            if (_modules[i] is null)
                return null;
        }
        return ProjectImage.Link(_modules.OfType<ProjectModule>(), _settings).Image?.ToBytes();
    }

    // Null for a file that has an error, or is being written.
    ProjectModule? Compile(LuaProjectFile file)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        var options = new CompileOptions(_settings.Target, file.Debug);
        CompiledModule compiled = ProjectFile.Compile(file.ChunkPath, bytes, options);
        return compiled.Main is { } main ? new ProjectModule(file.Module, main) : null;
    }

    /// <summary>What shows that a file was written.</summary>
    readonly record struct FileStamp(DateTime Time, long Length)
    {
        public static FileStamp Of(string path)
        {
            var file = new FileInfo(path);
            return file.Exists ? new FileStamp(file.LastWriteTimeUtc, file.Length) : default;
        }
    }
}
