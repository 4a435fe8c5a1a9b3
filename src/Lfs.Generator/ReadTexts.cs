using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lfs.Compiler;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Generator;

/// <summary>A cache of compiled texts. An entry lives as long as the editor holds its text.</summary>
/// <remarks>It works because an editor's text remains the same object until it is edited.</remarks>
sealed class CompiledTexts
{
    // A text can belong to several projects, or to one project with several target frameworks.
    readonly ConditionalWeakTable<SourceText, ConcurrentBag<Compiled>> _modules = new();
    int _compilations;

    /// <summary>The number of compilations so far, for tests.</summary>
    public int Compilations => _compilations;

    /// <summary>Returns the module of a text, and compiles it if this is the first request.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The item of the text.</param>
    /// <param name="settings">The project's properties.</param>
    /// <param name="list">The text for <see cref="ExactSources"/>; null if there is no such file.</param>
    /// <param name="stop">Stops reading.</param>
    public LuaModule Of(
        SourceText text, LuaFile file, ProjectSettings settings, SourceText? list, CancellationToken stop)
    {
        ConcurrentBag<Compiled> modules = _modules.GetValue(text, static _ => []);
        CompileOptions options = file.OptionsFor(settings.Target, settings.Debug, []);
        foreach (Compiled known in modules)
        {
            if (known.List == list && known.Module.IsMadeFrom(file, options))
                return known.Module;
        }

        Interlocked.Increment(ref _compilations);
        LuaModule module = file.Compile(settings.Target, settings.Debug, ExactSources.Read(list), stop);
        modules.Add(new Compiled(list, module));
        return module;
    }

    sealed record Compiled(SourceText? List, LuaModule Module);
}
