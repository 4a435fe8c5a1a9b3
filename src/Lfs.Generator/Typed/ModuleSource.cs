using Lfs.Analysis.Shapes;

namespace Lfs.Generator.Typed;

/// <summary>The part of a module that the generated C# depends on. It does not change while bodies of
/// functions are edited, unless their lines move.</summary>
/// <param name="Name">The name in the image.</param>
/// <param name="Path">The file as Roslyn names it.</param>
/// <param name="ChunkPath">The file as the project names it.</param>
/// <param name="AccessorName">The C# name the user wants; empty to derive it.</param>
/// <param name="Shape">What it gives to its callers.</param>
sealed record ModuleSource(
    string Name, string Path, string ChunkPath, string AccessorName, ModuleShape Shape);
