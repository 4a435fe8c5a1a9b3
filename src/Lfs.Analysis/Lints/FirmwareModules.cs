namespace Lfs.Analysis.Lints;

/// <summary>What a firmware can have beside the modelled modules: its builder chooses.</summary>
static class FirmwareModules
{
    /// <summary>The C modules that are not modelled.</summary>
    /// <remarks>Source: nodemcu-firmware 36cbf9f0, app/include/user_modules.h.</remarks>
    public const string Names = """
        adc ads1115 adxl345 am2320 apa102 bit bloom bme280 bme280_math bme680 bmp085 coap color_utils cron
        crypto dcc dht encoder enduser_setup gdbstub gpio gpio_pulse gpiopulse hdc1080 hmc5883l http hx711 i2c
        l3g4200d mcp4725 mdns mqtt net ow pcm perf pixbuf pwm pwm2 rfswitch rotary rtcfifo rtcmem rtctime
        si7021 sigma_delta sjson sntp softuart somfy spi struct switec swtmr_dbg tcs34725 tls tm1829
        tsl2561 u8g2 ucg websocket wiegand wifi wps ws2801 ws2812 ws2812_effects xpt2046
        """;

    /// <summary>Fields that depend on the options of the build: FatFS, development, debugging.</summary>
    public const string Optional = """
        file.mount file.chdir node.startupcounts node.readrcr node.writercr node.int2float node.float2int
        debug.debug debug.getfenv debug.gethook debug.getinfo debug.getlocal debug.getmetatable
        debug.getupvalue debug.setfenv debug.sethook debug.setlocal debug.setmetatable debug.setupvalue
        """;
}
