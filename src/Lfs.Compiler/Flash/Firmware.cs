namespace Lfs.Compiler.Flash;

/// <summary>A NodeMCU firmware: one file for the start of flash, or two, with its partition table.</summary>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, docs/flash.md.</remarks>
public sealed class Firmware
{
    readonly IReadOnlyList<FlashPart> _parts;
    readonly FlashPart _holder;
    readonly FirmwareTable _table;

    Firmware(IReadOnlyList<FlashPart> parts, FlashPart holder, FirmwareTable table)
    {
        _parts = parts;
        _holder = holder;
        _table = table;
    }

    /// <summary>The first byte in flash behind the firmware, as its table says. Its files may be longer: see
    /// <see cref="FlashParts.Check"/>.</summary>
    public uint End => _table.FirmwareEnd;

    /// <summary>The LFS region in its table. The start is 0 if the firmware computes it; the size is 0 if
    /// there is none.</summary>
    public FlashRange Lfs => _table.Lfs;

    /// <summary>The System region in its table; without bytes if there is none.</summary>
    public FlashRange System => _table.System;

    /// <summary>Finds the partition table in the files of a firmware.</summary>
    /// <returns>Null if there is none.</returns>
    public static Firmware? Find(IReadOnlyList<FlashPart> parts)
    {
        foreach (FlashPart part in parts)
        {
            if (part.Start <= FlashPlan.TableStart
                && FirmwareTable.Find(part.Bytes, (int)(FlashPlan.TableStart - part.Start)) is { } table)
            {
                return new Firmware(parts, part, table);
            }
        }

        return null;
    }

    /// <summary>A plan with the file system where the firmware's table has it, if the table has a place
    /// that is free in the plan. A device that has run formats its file system if the place
    /// changes.</summary>
    /// <param name="plan">A plan for which the user has not said where the file system is.</param>
    public FlashPlan KeepFiles(FlashPlan plan)
    {
        FlashRange files = _table.Spiffs;
        bool isFree = files.Bytes > 0 && files.Start >= plan.LastEnd
            && files.End <= plan.FlashBytes - FlashPlan.ParameterBytes;
        return isFree ? plan with { Spiffs = files } : plan;
    }

    /// <summary>The files with a partition table that agrees with a plan.</summary>
    /// <param name="plan">A plan that has been checked.</param>
    /// <param name="error">What is wrong and what to do; null if there are files.</param>
    public IReadOnlyList<FlashPart> With(FlashPlan plan, out string? error)
    {
        if (_table.With(plan, out error) is not { } sector)
            return [];
        byte[] patched = (byte[])_holder.Bytes.Clone();
        sector.CopyTo(patched, (int)(FlashPlan.TableStart - _holder.Start));
        return [.. _parts.Select(
            part => ReferenceEquals(part, _holder) ? part with { Bytes = patched } : part)];
    }
}
