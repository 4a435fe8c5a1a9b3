using Lfs.Runtime;

namespace Lfs.Testing;

/// <summary>The device on which tests in Lua run, and their bounds.</summary>
public sealed record LuaTestOptions
{
    /// <summary>The default of <see cref="Limit"/>, in seconds.</summary>
    public const int DefaultLimitSeconds = 60;

    /// <summary>The default of <see cref="Instructions"/>.</summary>
    public const long DefaultInstructions = 200_000_000;

    /// <summary>The folder to which all paths are relative.</summary>
    public required string Root { get; init; }

    /// <summary>The modules of the LFS image: patterns as for
    /// <see cref="TestDeviceOptions.ModuleFiles"/>.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>The build of the firmware.</summary>
    public string Target { get; init; } = "5.1";

    /// <summary>The device's time after which an asynchronous test that is not done has failed.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(DefaultLimitSeconds);

    /// <summary>The instructions after which a test has failed: a bound for endless loops.</summary>
    public long Instructions { get; init; } = DefaultInstructions;

    /// <summary>The folder for the coverage of <see cref="Modules"/>: each test writes a file of Cobertura
    /// XML; tools merge them. Null for no coverage.</summary>
    public string? CoverageFolder { get; init; }

    /// <summary>Everything else of the device.</summary>
    public LfsDeviceOptions Device { get; init; } = new();
}
