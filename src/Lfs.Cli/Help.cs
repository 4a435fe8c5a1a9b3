namespace Lfs.Cli;

/// <summary>The texts of <c>lfs help</c>.</summary>
static class Help
{
    /// <summary>The commands with their texts, in the order of the overview.</summary>
    public static (string Command, string Text)[] Topics =>
    [
        ("compile", Compile), ("completion", Completion), ("flash", Flash), ("inspect", Inspect),
            ("lsp", Lsp), ("luarc", Luarc),
        ("report", Report), ("run", Run), ("strings", Strings), ("spiffs", Spiffs),
    ];

    /// <summary>The text about a command; null if there is none.</summary>
    public static string? Of(string command) =>
        Topics.Where(topic => topic.Command == command).Select(topic => topic.Text).FirstOrDefault();

    public const string Overview = """
        Usage: lfs COMMAND ...

          compile     compile Lua files to a .lc file or an LFS image, as luac.cross does
          completion  print a script that completes commands in bash, zsh or fish
          flash       combine firmware, LFS image and file system for esptool
          inspect     print what an LFS image or a .lc file holds
          lsp         serve an editor: diagnostics, fixes, hover, completion
          luarc       write .luarc.json and the libraries of a device for Lua language servers
          report      write a page that shows where the bytes of an LFS image go
          run         run a Lua file, or a module of an image, on a modelled ESP8266
          strings     write the module that keeps a program's strings in flash
          spiffs      make, list and change SPIFFS images, as spiffsimg does

        lfs help COMMAND tells more about a command, lfs --version the version.

        """;

    public const string Compile = """
        Usage: lfs compile [options] FILE...

        Options end at the first argument that is none.
          -o FILE          write to FILE (luac.out; for 5.3 luac.cross.out); - is standard output
          -f               write an LFS image
          -a ADDR          write an image placed at an address of mapped flash
          -m BYTES         fail if the image is larger (262144)
          --checksum       write the checksum of the image to FILE.crc32
          -i               .lc only: make the main function that finds modules by name
          -l               list the code; twice: also constants, locals and upvalues
          -p               parse only, write nothing
          -s               .lc only: drop debug data
          -e FILE          first run FILE; a function that it returns becomes the first module
          --folder DIR     the folder that the script of -e sees (the current one)
          -F FILE          5.3 only: the image that -a places, or on the device that runs -e
          -v               print the version of Lua
          -                read standard input
          --               end of options
          --target TARGET  5.1 (default), 5.1-int, 5.1-dword, 5.3 or 5.3-64
          --time SECONDS   build time of the image (SOURCE_DATE_EPOCH, else now)
          --hash-seed N    5.3 only: start of the image's string hash (0, or that of --system)
          --system IMAGE   5.3 only: make an image for a device that has IMAGE in its System region

        """;

    public const string Flash = """
        Usage: lfs flash [options]

        Places an LFS image and a file system in a device's flash, with or without the firmware, and prints
        where everything goes. Without -o and --out-dir nothing is written.
          --firmware FILE          NodeMCU's combined firmware; its partition table is changed
          --firmware-0x00000 FILE  or its two parts, as the firmware's own build leaves them
          --firmware-0x10000 FILE
          --image IMAGE            the LFS image, relocatable or placed
          --system IMAGE           5.3 only: the image of a second region, the System region
          --spiffs IMAGE           the file system, as an image
          --spiffs-dir DIR         the file system, as a folder of files
          --lfs-addr ADDR          where the LFS region starts (behind the firmware; without one 0x96000)
          --lfs-size SIZE          its size (that of the firmware's table, else 256K with an image)
          --system-addr ADDR       where the System region starts (behind the LFS region)
          --system-size SIZE       its size (what the image needs)
          --spiffs-addr ADDR       where the file system starts (1M if it fits, else behind LFS)
          --spiffs-size SIZE       its size (all that is left)
          --flash-size SIZE        the size of the flash chip, 1M to 16M (4M)
          -o FILE                  write one file; gaps are FF
          --out-dir DIR            write the parts: firmware.bin, lfs.bin, system.bin, spiffs.bin

        """;

    public const string Inspect = """
        Usage: lfs inspect [options] FILE
               lfs inspect --diff [options] OLD NEW

        Prints header, modules with their sizes, and strings of an LFS image; or the functions of a .lc file.
        With --diff it prints which modules and functions of two images differ, and exits with 2 if any does.
          --diff           compare two images
          --words          print every word of an image with its meaning
          --system IMAGE   the System image beside which an absolute image of 5.3 was placed

        """;

    public const string Report = """
        Usage: lfs report [options] IMAGE|FILE...

        Writes an HTML page that shows where the bytes of an LFS image go. A file whose name ends with .lua
        or .lc, and several files, are compiled and linked first.
          -o FILE          write to FILE (report.html); - is standard output
          --baseline OLD   compare with an earlier image
          --lfs-size SIZE  the size of the LFS region (256K)
          --target TARGET  for Lua files: 5.1 (default), 5.1-int, 5.1-dword, 5.3 or 5.3-64
          --strip LEVEL    for Lua files: drop none, names (default) or all debug data
          --system IMAGE   the System image beside which the image is made

        """;

    public const string Completion = """
        Usage: lfs completion bash|zsh|fish

        Prints a script that completes the commands and options of lfs. For bash, in ~/.bashrc:
          eval "$(lfs completion bash)"

        """;

    public const string Lsp = """
        Usage: lfs lsp [--stdio]

        A language server for Lua on NodeMCU, on standard input and output. The target is that of the
        project file in the workspace, or of the initialization option "target": 5.1, 5.1-int, 5.3, 5.3-64.

        """;

    public const string Luarc = """
        Usage: lfs luarc [options]

        Writes .luarc.json and .lfs/library/*.lua, from which Lua language servers know what a device has.
          --target TARGET  5.1 (default), 5.1-int, 5.3 or 5.3-64
          -o DIR           the folder to write to (the current one)

        """;

    public const string Run = """
        Usage: lfs run [options] FILE|MODULE [ARGUMENT...]
               lfs run -i [options] [FILE]

        Runs a Lua file in RAM (- is standard input), or a module of the image in place.
          --target TARGET     5.1 (default), 5.1-int, 5.3 or 5.3-64; with --image, by default the image's own
          --image IMAGE       the LFS image in the device's flash
          --system IMAGE      5.3 only: the image in a second region, the System region
          --ram SIZE          bytes of heap (44K); K, M and G are understood. From 1M up the collector paces
                              itself instead of collecting at every allocation
          --lfs-size SIZE     bytes of the LFS region: multiples of 4K (256K with an image, else none)
          --spiffs-size SIZE  bytes of the file system's partition, 0 for none (the rest of flash)
          -i                  start the device with its prompt, in real time, after FILE if there is one
          --host-libs         add the libraries os and io
          --fast              do not wait for timers: the device's clock jumps to the next one
          --memory            report on standard error how many bytes of RAM Lua's data took
          --folder DIR        the folder whose files the program sees (the current one)
          --instructions N    stop after about N instructions

        """;

    public const string Strings = """
        Usage: lfs strings [options] FILE|MODULE [ARGUMENT...]

        Runs a program as lfs run does, with its options, and writes to standard output a Lua module with
        the strings that it leaves in RAM, and the bytes that each saves when the module is in an image.
        What the program prints goes to standard error.

        """;

    public const string Spiffs = """
        Usage: lfs spiffs -f IMAGE [options]

        Makes, lists and changes images of a device's file system. IMAGE is the file; a %x in the name of a
        new one becomes its place in flash.
          -c SIZE      make the image, of SIZE bytes
          -S FLASHSIZE make it as large as fits in a flash of 32m (bits), 4MB (bytes) and the like
          -U USED      bytes of that flash, from its start, that are used
          -o FILE      write the place of the new image in flash to FILE
          -d           delete image and FILE if the image cannot be made
          -l           list the files
          -i           read commands from standard input
          -r SCRIPT    read commands from SCRIPT

        Commands: ls, info, import FILE NAME, export NAME FILE, cat NAME, rm NAME. Lines with # are comments.

        """;
}
