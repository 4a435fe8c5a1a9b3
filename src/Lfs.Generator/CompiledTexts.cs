using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lfs.Compiler;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Generator;

/// <summary>What came of compiling the texts that somebody still holds.</summary>
/// <remarks>A text of an editor stays the same object until it is edited.</remarks>
sealed class CompiledTexts
{
    // One text can belong to several projects, or to one for several frameworks.
    readonly ConditionalWeakTable<SourceText, ConcurrentBag<Compiled>> _modules = new();
    int _compilations;

    /// <summary>How often a text was compiled.</summary>
    public int Compilations => _compilations;

    /// <summary>The module of a text, compiled the first time it is asked for.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Its item.</param>
    /// <param name="settings">The project's properties.</param>
    /// <param name="list">What <see cref="ExactSources"/> reads; null if there is no such file.</param>
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
