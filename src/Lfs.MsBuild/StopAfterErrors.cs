using Microsoft.Build.Framework;

namespace Lfs.MsBuild;

/// <summary>Ends a build whose errors are reported already.</summary>
[MSBuildMultiThreadableTask]
public sealed class StopAfterErrors : Microsoft.Build.Utilities.Task
{
    /// <inheritdoc/>
    public override bool Execute()
    {
        // Without this, MSBuild adds an error of its own: MSB4181.
        if (BuildEngine is IBuildEngine7 engine)
            engine.AllowFailureWithoutError = true;
        return false;
    }
}
