namespace Esp8266.Boot;

/// <summary>The reason for the last start, with the numbers that <c>node.bootreason()</c> returns.</summary>
/// <remarks>Source: the SDK's user_interface.h, enum rst_reason.</remarks>
public enum ResetReason : byte
{
    /// <summary>The power came on.</summary>
    PowerOn = 0,

    /// <summary>The hardware watchdog was not fed.</summary>
    HardwareWatchdog = 1,

    /// <summary>The CPU raised an exception.</summary>
    Exception = 2,

    /// <summary>The software watchdog was not fed.</summary>
    SoftwareWatchdog = 3,

    /// <summary>The firmware restarted itself.</summary>
    SoftRestart = 4,

    /// <summary>The device woke from deep sleep.</summary>
    DeepSleepWake = 5,

    /// <summary>The reset pin was pulled.</summary>
    External = 6,
}

/// <summary>The boot code's record of the last reset: the SDK's <c>rst_info</c>.</summary>
/// <param name="Reason">The reason for the start.</param>
/// <param name="Exccause">The number of the exception. Like all fields below, 0 if there was none.</param>
/// <param name="Epc1">The address of the instruction that failed.</param>
/// <param name="Epc2">The address a debug exception interrupted.</param>
/// <param name="Epc3">The address a non-maskable interrupt interrupted.</param>
/// <param name="Excvaddr">The address that the instruction accessed.</param>
/// <param name="Depc">The address of a second exception inside the first.</param>
public readonly record struct ResetInfo(
    ResetReason Reason,
    uint Exccause = 0,
    uint Epc1 = 0,
    uint Epc2 = 0,
    uint Epc3 = 0,
    uint Excvaddr = 0,
    uint Depc = 0);
