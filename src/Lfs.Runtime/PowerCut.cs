using System.Buffers.Binary;
using System.Security.Cryptography;
using Esp8266.Boot;
using Esp8266.Flash;

namespace Lfs.Runtime;

/// <summary>What <see cref="PowerCut"/> tries.</summary>
public sealed record PowerCutOptions
{
    /// <summary>The device as it is before the update.</summary>
    public LfsDeviceOptions Device { get; init; } = new();

    /// <summary>The ways in which an operation can be cut short; all by default.</summary>
    public IReadOnlyList<TearModel> Tears { get; init; } = Enum.GetValues<TearModel>();

    /// <summary>The number of different states that each random way of cutting leaves, at each
    /// operation.</summary>
    public int Seeds { get; init; } = 4;

    /// <summary>The number of different states, at each operation and for each way, if the power fails again
    /// in the boot after the first failure; 0 for no second failure.</summary>
    public int SecondSeeds { get; init; }

    /// <summary>The number of states after which no more are tried.</summary>
    public long MostStates { get; init; } = long.MaxValue;

    /// <summary>Of how many states one is also booted by a device that is made for it, to prove that nothing
    /// but the flash outlives a power failure; 0 for none.</summary>
    internal int FreshEvery { get; init; }

    /// <summary>Names what the device does after a boot: <c>old</c>, <c>new</c>, <c>empty</c> and so on. By
    /// default it says how large the mounted image is.</summary>
    public Func<LfsDevice, string> Outcome { get; init; } = device => $"{device.LfsBytesUsed} bytes mounted";

    /// <summary>Rejects options with which nothing can be tried.</summary>
    internal void Require()
    {
        ArgumentNullException.ThrowIfNull(Device);
        ArgumentNullException.ThrowIfNull(Tears);
        ArgumentNullException.ThrowIfNull(Outcome);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Seeds);
        ArgumentOutOfRangeException.ThrowIfNegative(SecondSeeds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MostStates);
        foreach (TearModel tear in Tears)
            ArgumentOutOfRangeException.ThrowIfGreaterThan((int)tear, (int)TearModel.WeakBits, nameof(Tears));
    }
}

/// <summary>
/// Tests code that changes flash against power failures. The power fails at every operation of the flash
/// chip, in every way that an operation can be cut short, and the device boots from what is left.
/// </summary>
/// <example>
/// <code>
/// PowerCutReport report = PowerCut.ForEvery(
///     device => device.Run("node.LFS.reload 'lfs.img'"),
///     new PowerCutOptions
///     {
///         Device = options,
///         Outcome = device => device.LfsBytesUsed == 0
///             ? "empty" : device.CallModule("version")[0].AsString(),
///     });
/// report.RequireOnly("old", "new", "empty");
/// </code>
/// </example>
public static class PowerCut
{
    /// <summary>Lets the power fail at every operation of an update.</summary>
    /// <param name="update">The update. It runs once, without a failure; what it does to flash must depend on
    /// the device alone.</param>
    /// <param name="options">The device, and what is tried; null for the defaults.</param>
    /// <returns>What the device did after each failure.</returns>
    /// <exception cref="ArgumentException">An option is invalid, or null.</exception>
    /// <exception cref="LuaException">The update failed without a power failure, or the device did not
    /// start.</exception>
    public static PowerCutReport ForEvery(Action<LfsDevice> update, PowerCutOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(update);
        PowerCutOptions tried = options ?? new PowerCutOptions();
        tried.Require();
        using LfsDevice device = LfsDevice.Boot(tried.Device);
        var visit = new PowerCutVisit(device, tried);
        return visit.Run(update);
    }
}

/// <summary>One run of <see cref="PowerCut.ForEvery"/>.</summary>
sealed class PowerCutVisit(LfsDevice device, PowerCutOptions options)
{
    readonly HashSet<UInt128> _seen = [];
    readonly PowerCutReport _report = new();

    FlashChip Flash => device.Machine.Flash;

    public PowerCutReport Run(Action<LfsDevice> update)
    {
        List<FlashCall> calls = [];
        Flash.Calls = calls;
        try
        {
            update(device);
        }
        finally
        {
            Flash.Calls = null;
        }
        _report.Begin(calls.Sum(call => call.Operations), Observe());
        long operation = 1;
        foreach (FlashCall call in calls)
            operation = VisitCall(call, operation, options.Seeds, null);
        return _report;
    }

    /// <summary>Cuts each operation of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="operation">The number of its first operation, counted from the begin of the update or of
    /// the boot.</param>
    /// <param name="seeds">The number of states for each random way.</param>
    /// <param name="first">The failure before the boot in which this one is; null if it is the first.</param>
    /// <returns>The number of the next operation.</returns>
    long VisitCall(FlashCall call, long operation, int seeds, PowerCutCase? first)
    {
        for (int i = 1; i <= call.Operations; i++, operation++)
        {
            foreach (TearModel tear in options.Tears)
            {
                bool isRandom = tear is not (TearModel.Before or TearModel.After);
                for (int seed = 0; seed < (isRandom ? seeds : 1); seed++)
                {
                    if (_report.DistinctStates >= options.MostStates)
                        return operation;
                    Cut(call, i, new PowerCutCase(
                        operation, call.Start, call.Source is null, tear, (ulong)seed, first));
                }
            }
        }
        return operation;
    }

    void Cut(FlashCall call, int operationOfCall, PowerCutCase cut)
    {
        Flash.PowerOn();
        Flash.Restore(call.Before);
        Flash.Faults = new FlashFaults(Flash.Operations + operationOfCall, cut.Tear, cut.Seed);
        try
        {
            call.Repeat(Flash);
        }
        catch (PowerLoss)
        {
            // As wanted.
        }
        Flash.PowerOn();
        if (!_seen.Add(StateOf(Flash)))
            return;
        string? fresh = IsFresh(cut) ? BootFresh() : null;
        List<FlashCall> recovery = [];
        Flash.Calls = recovery;
        string outcome = Boot();
        Flash.Calls = null;
        string again = Boot();
        if (outcome != again)
            outcome = $"first {outcome}, then {again}";
        if (fresh is not null && fresh != outcome)
            outcome = $"{outcome}, but {fresh} by a new device";
        _report.Add(cut, outcome);
        if (options.SecondSeeds == 0 || cut.First is not null)
            return;
        long operation = 1;
        foreach (FlashCall next in recovery)
            operation = VisitCall(next, operation, options.SecondSeeds, cut);
    }

    // Bits that read randomly are not part of a copy.
    bool IsFresh(PowerCutCase cut) =>
        options.FreshEvery > 0 && _report.DistinctStates % options.FreshEvery == 0
        && cut.Tear != TearModel.WeakBits && cut.First?.Tear != TearModel.WeakBits;

    string BootFresh()
    {
        using LfsDevice fresh = LfsDevice.FromFlash(
            device.Flash, options.Device with { Image = null, SystemImage = null });
        return options.Outcome(fresh);
    }

    string Boot()
    {
        try
        {
            device.Restart(ResetReason.PowerOn);
        }
        catch (LuaException exception)
        {
            return $"does not start: {exception.Message}";
        }
        return Observe();
    }

    string Observe()
    {
        try
        {
            return options.Outcome(device);
        }
        catch (LuaException exception)
        {
            return $"fails: {exception.Message}";
        }
    }

    /// <summary>The cells, and the bits that read randomly.</summary>
    static UInt128 StateOf(FlashChip flash)
    {
        byte[] hash = flash.ContentHash();
        FlashSector?[] sectors = flash.Capture().Sectors;
        for (int i = 0; i < sectors.Length; i++)
        {
            if (sectors[i]?.Weak is { } weak)
                hash = SHA256.HashData([.. hash, (byte)i, (byte)(i >> 8), .. weak]);
        }
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
