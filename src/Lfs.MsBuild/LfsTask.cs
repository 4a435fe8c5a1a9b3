using Lfs.Compiler.Diagnostics;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Lfs.MsBuild;

/// <summary>A task that reads files and the project's properties, and reports diagnostics.</summary>
public abstract class LfsTask : Microsoft.Build.Utilities.Task
{
    /// <summary>
    /// The project file. Its metadata hold the properties that <see cref="Compiler.ProjectSettings"/> reads.
    /// </summary>
    public ITaskItem Settings { get; set; } = new TaskItem("settings");

    /// <summary>True if messages show absolute paths, as for the C# compiler.</summary>
    public bool GenerateFullPaths { get; set; }

    /// <summary>The path of an item in messages.</summary>
    private protected string PathOf(ITaskItem item) =>
        GenerateFullPaths ? item.GetMetadata("FullPath") : item.ItemSpec;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The absolute path.</param>
    /// <param name="shown">The path in the message; null for the same.</param>
    /// <returns>Null if it cannot be read, which is reported.</returns>
    private protected byte[]? Read(string path, string? shown = null)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogError(new Diagnostic(DiagnosticId.BadProjectValue, shown ?? path, null, 0, e.Message));
            return null;
        }
    }

    /// <summary>Writes a file, unless it holds the bytes already.</summary>
    /// <param name="path">The absolute path.</param>
    /// <param name="bytes">The content.</param>
    /// <param name="renews">True to make the file newer than what it was made from in any case.</param>
    /// <returns>False if the file is unchanged, or cannot be written, which is reported.</returns>
    private protected bool Write(string path, byte[] bytes, bool renews)
    {
        try
        {
            return OutputFile.Write(path, bytes, renews);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogError(new Diagnostic(DiagnosticId.BadProjectValue, null, null, 0, e.Message));
            return false;
        }
    }

    /// <summary>Reports an error; a warning is left to the generator, which sees the same.</summary>
    private protected void LogError(Diagnostic found)
    {
        if (found.Id.Severity() != DiagnosticSeverity.Error)
            return;

        SourceSpan at = found.Span ?? new SourceSpan(0, 0, found.Line, 0, 0, 0);
        Log.LogError(
            subcategory: null, found.Id.Code(), helpKeyword: null, helpLink: null,
            // A diagnostic without a file is reported for the project.
            found.Path ?? Settings.ItemSpec,
            at.Line, at.Column, at.EndLine, at.EndColumn, found.Message);
    }
}
