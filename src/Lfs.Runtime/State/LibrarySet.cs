namespace Lfs.Runtime.Core;

/// <summary>Which libraries a firmware has.</summary>
enum LibrarySet
{
    /// <summary>Those of a device.</summary>
    Device,

    /// <summary>With <c>os</c> and <c>io</c>.</summary>
    Host,

    /// <summary>With <c>os</c> and <c>io</c>, without <c>node</c>: those of <c>luac.cross -e</c>.</summary>
    Compiler,
}
