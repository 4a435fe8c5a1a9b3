using System.Globalization;
using Lfs.Runtime;

namespace Lfs.Testing;

/// <summary>Checks of what a device did. One that does not hold throws an
/// <see cref="LfsAssertException"/>, which every test framework reports as a failure.</summary>
public static partial class LfsAssert
{
    const int EntriesShown = 10;

    /// <summary>The device has printed exactly this text.</summary>
    /// <param name="expected">The text.</param>
    /// <param name="test">The device.</param>
    /// <exception cref="LfsAssertException">It has printed another; the message shows the lines that
    /// differ.</exception>
    public static void Output(string expected, TestDevice test)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(test);
        string actual = test.Output;
        if (actual != expected)
        {
            throw new LfsAssertException(
                $"The output is not what was expected. {TextDiff.Of(expected, actual)}");
        }
    }

    /// <summary>The device has printed exactly these lines.</summary>
    /// <param name="expected">The lines, without their ends.</param>
    /// <param name="test">The device.</param>
    /// <exception cref="LfsAssertException">It has printed others.</exception>
    public static void OutputLines(IEnumerable<string> expected, TestDevice test)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(test);
        string wanted = string.Join('\n', expected);
        string actual = string.Join('\n', test.OutputLines);
        if (actual != wanted)
        {
            throw new LfsAssertException(
                $"The output is not what was expected. {TextDiff.Of(wanted, actual)}");
        }
    }

    /// <summary>The text is a part of what the device has printed.</summary>
    /// <param name="expected">The text.</param>
    /// <param name="test">The device.</param>
    /// <exception cref="LfsAssertException">It is not; the message shows the output.</exception>
    public static void OutputContains(string expected, TestDevice test)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(test);
        string actual = test.Output;
        if (!actual.Contains(expected, StringComparison.Ordinal))
        {
            throw new LfsAssertException(
                $"The output does not contain what was expected.\nExpected: {expected}\nOutput:\n{actual}");
        }
    }

    /// <summary>The Lua data that lives takes no more than some bytes. Garbage is collected first.</summary>
    /// <param name="mostBytes">The bound.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="LfsAssertException">It takes more; the message shows what takes most.</exception>
    public static void RamInUse(long mostBytes, LfsDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        Settle(device);
        if (device.LuaBytesInUse > mostBytes)
            throw TooMuch("in use", device.LuaBytesInUse, mostBytes, device);
    }

    /// <inheritdoc cref="RamInUse(long, LfsDevice)"/>
    public static void RamInUse(long mostBytes, TestDevice test)
    {
        ArgumentNullException.ThrowIfNull(test);
        RamInUse(mostBytes, test.Device);
    }

    /// <summary>Since the last boot, Lua data has never taken more than some bytes.</summary>
    /// <param name="mostBytes">The bound.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="LfsAssertException">It has; the message shows what takes most now.</exception>
    public static void RamPeak(long mostBytes, LfsDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (device.LuaBytesPeak > mostBytes)
            throw TooMuch("in use at the peak", device.LuaBytesPeak, mostBytes, device);
    }

    /// <inheritdoc cref="RamPeak(long, LfsDevice)"/>
    public static void RamPeak(long mostBytes, TestDevice test)
    {
        ArgumentNullException.ThrowIfNull(test);
        RamPeak(mostBytes, test.Device);
    }

    /// <summary>
    /// A call leaves no garbage: after a second one and a full collection, no more bytes are in use than
    /// after the first. What the first call makes and keeps, such as a loaded module, is not garbage.
    /// </summary>
    /// <param name="device">The device.</param>
    /// <param name="call">The call. It disposes the handles that it gets.</param>
    /// <exception cref="LfsAssertException">More is in use; the message says of what, and from which lines if
    /// the device has <see cref="LfsDeviceOptions.RecordsAllocations"/>.</exception>
    public static void NoGarbage(LfsDevice device, Action call)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(call);
        call();
        Settle(device);
        (uint first, HeapProfile before) = (device.LuaBytesInUse, device.HeapProfile());
        call();
        Settle(device);
        if (device.LuaBytesInUse <= first)
            return;
        throw new LfsAssertException(string.Create(
            CultureInfo.InvariantCulture,
            $"The call leaves {device.LuaBytesInUse - first} bytes of Lua data: {first} are in use after "
                + $"the first call, {device.LuaBytesInUse} after the second.\n")
            + Growth(before, device.HeapProfile()));
    }

    /// <inheritdoc cref="NoGarbage(LfsDevice, Action)"/>
    public static void NoGarbage(TestDevice test, Action call)
    {
        ArgumentNullException.ThrowIfNull(test);
        NoGarbage(test.Device, call);
    }

    /// <summary>A power failure at any operation of the flash chip leaves the device in one of some
    /// states.</summary>
    /// <param name="options">The device before the update, what is tried, and the name of what a device does
    /// afterwards.</param>
    /// <param name="update">The update.</param>
    /// <param name="outcomes">The names that may occur.</param>
    /// <returns>What the device did after each failure.</returns>
    /// <exception cref="LfsAssertException">Another name occurred, the message says after which failure; or
    /// the update does not change flash, and so proves nothing.</exception>
    public static PowerCutReport PowerCuts(
        PowerCutOptions options, Action<LfsDevice> update, params string[] outcomes)
    {
        ArgumentNullException.ThrowIfNull(options);
        PowerCutReport report = PowerCut.ForEvery(update, options);
        if (report.Operations == 0)
            throw new LfsAssertException("The update does not change the flash: no power failure was tried.");
        try
        {
            report.RequireOnly(outcomes);
        }
        catch (InvalidOperationException exception)
        {
            throw new LfsAssertException(exception.Message, cause: exception);
        }
        return report;
    }

    /// <summary>Collects until nothing more shrinks: vectors of the state do so by steps.</summary>
    static void Settle(LfsDevice device)
    {
        const int Enough = 3;
        int same = 0;
        for (uint before = 0; same < Enough; before = device.LuaBytesInUse)
        {
            device.Collect();
            same = device.LuaBytesInUse == before ? same + 1 : 0;
        }
    }

    static LfsAssertException TooMuch(string what, long bytes, long mostBytes, LfsDevice device) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{bytes} bytes of Lua data are {what}; {mostBytes} are allowed. What takes most now:\n")
        + string.Join('\n', device.HeapProfile().Entries.Take(EntriesShown).Select(Row)));

    static string Row(HeapProfileEntry entry) => string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.Bytes,8}  {entry.Objects,4} {entry.Type,-9}  {entry.Source}:{entry.Line}");

    static string Growth(HeapProfile before, HeapProfile after)
    {
        Dictionary<(string, int, string), HeapProfileEntry> known =
            before.Entries.ToDictionary(entry => (entry.Source, entry.Line, entry.Type));
        return string.Join('\n', after.Entries
            .Select(entry => known.TryGetValue((entry.Source, entry.Line, entry.Type), out var old)
                ? entry with { Bytes = entry.Bytes - old.Bytes, Objects = entry.Objects - old.Objects }
                : entry)
            .Where(entry => entry.Bytes > 0)
            .OrderByDescending(entry => entry.Bytes)
            .Take(EntriesShown)
            .Select(Row));
    }
}
