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
    readonly ConditionalWeakTable<SourceText, ConcurrentBag<LuaModule>> _modules = new();
    int _compilations;

    /// <summary>How often a text was compiled.</summary>
    public int Compilations => _compilations;

    /// <summary>The module of a text, compiled the first time it is asked for.</summary>
    public LuaModule Of(SourceText text, LuaFile file, ProjectSettings settings, CancellationToken stop)
    {
        ConcurrentBag<LuaModule> modules = _modules.GetValue(text, static _ => []);
        CompileOptions options = file.OptionsFor(settings.Target, settings.Debug, []);
        foreach (LuaModule known in modules)
        {
            if (known.IsMadeFrom(file, options))
                return known;
        }

        Interlocked.Increment(ref _compilations);
        LuaModule module = file.Compile(settings.Target, settings.Debug, default, stop);
        modules.Add(module);
        return module;
    }
}
